package ai.joinly.manager.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Parsing and classification of IP addresses. */
public final class IpAddresses {
  private static final List<AddressRange> SPECIAL =
      AddressRange.listOf(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10", // carrier-grade NAT, and the metadata of one cloud
          "127.0.0.0/8",
          "168.63.129.16/32", // metadata of another cloud, on a public address
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3", // multicast, reserved, broadcast
          "::/96", // unspecified, loopback, and the deprecated IPv4-compatible notation
          "64:ff9b:1::/48",
          "100::/64",
          "2001::/23", // Teredo and other protocols
          "2001:db8::/32",
          "fc00::/7",
          "fe80::/9", // link-local and site-local
          "ff00::/8");

  /** IPv6 ranges that contain IPv4 addresses. */
  private static final AddressRange NAT64 = AddressRange.of("64:ff9b::/96");

  private static final AddressRange SIX_TO_FOUR = AddressRange.of("2002::/16");

  private IpAddresses() {}

  /**
   * Parses an address literal in any notation that browsers support: IPv6 with or without brackets,
   * IPv4 with one to four parts, each decimal, octal or hexadecimal. Returns empty for a name. Does
   * not resolve names.
   */
  public static Optional<InetAddress> literal(String host) {
    String plain = HttpUrl.withoutFinalDot(host);
    if (plain.startsWith("[") && plain.endsWith("]")) {
      plain = plain.substring(1, plain.length() - 1);
    }
    int zone = plain.indexOf('%');
    if (plain.indexOf(':') >= 0) {
      return six(zone < 0 ? plain : plain.substring(0, zone));
    }
    return four(plain.toLowerCase(Locale.ROOT));
  }

  private static Optional<InetAddress> six(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<InetAddress> four(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length > 4) {
      return Optional.empty();
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      long value = number(parts[i]);
      boolean last = i == parts.length - 1;
      long most = last ? (1L << (8 * (5 - parts.length))) - 1 : 255;
      if (value < 0 || value > most) {
        return Optional.empty();
      }
      address = last ? (address << (8 * (5 - parts.length))) | value : (address << 8) | value;
    }
    return Optional.of(
        ofBytes(
            new byte[] {
              (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
            }));
  }

  /** Parses a number; returns a negative value if it is invalid. */
  private static long number(String part) {
    boolean hex = part.startsWith("0x");
    int radix = hex ? 16 : part.length() > 1 && part.startsWith("0") ? 8 : 10;
    String digits = hex ? part.substring(2) : part;
    if (hex && digits.isEmpty()) {
      return 0;
    }
    boolean wellFormed =
        !digits.isEmpty()
            && digits.length() <= 32
            && digits.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
    try {
      return wellFormed ? Long.parseLong(digits, radix) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Returns whether {@code host} is this machine, as far as known without resolving it. */
  public static boolean isLoopback(String host) {
    String plain = host.toLowerCase(Locale.ROOT);
    plain = HttpUrl.withoutFinalDot(plain);
    return plain.equals("localhost")
        || plain.endsWith(".localhost")
        || literal(plain).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /**
   * Returns whether {@code address} is on the public internet: not loopback, link-local, private,
   * unique-local, shared, multicast, reserved or a cloud metadata address, also if embedded in an
   * IPv6 address.
   */
  public static boolean isPublic(InetAddress address) {
    if (SPECIAL.stream().anyMatch(range -> range.contains(address))) {
      return false;
    }
    if (address instanceof Inet4Address) {
      return true;
    }
    byte[] bytes = address.getAddress();
    if (NAT64.contains(address)) {
      return isPublic(ofBytes(Arrays.copyOfRange(bytes, 12, 16)));
    }
    return !SIX_TO_FOUR.contains(address) || isPublic(ofBytes(Arrays.copyOfRange(bytes, 2, 6)));
  }

  private static InetAddress ofBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }
}
