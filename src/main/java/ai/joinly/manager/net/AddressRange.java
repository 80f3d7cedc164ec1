package ai.joinly.manager.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Range of IP addresses with a common prefix (CIDR).
 *
 * @param first an address of the range
 * @param bits length of the common prefix
 */
record AddressRange(InetAddress first, int bits) {
  /** Parses a range: an address, or an address and a number of bits. */
  static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress first = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int all = first.getAddress().length * 8;
      int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
      return bits >= 0 && bits <= all
          ? Optional.of(new AddressRange(first, bits))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static AddressRange of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("not an address range"));
  }

  static List<AddressRange> listOf(String... texts) {
    return Arrays.stream(texts).map(AddressRange::of).toList();
  }

  boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += 8) {
      int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
      if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
