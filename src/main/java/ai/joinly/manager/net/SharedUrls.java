package ai.joinly.manager.net;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Check of the URLs that an agent may open in a browser at the request of a participant: only those
 * on the public internet, unless the operator allows the host. Thread-safe.
 */
public final class SharedUrls {
  /** Scheme and authority as a browser reads them: a backslash counts as a slash. */
  private static final Pattern URL = Pattern.compile("(?i)https?://([^/\\\\?#]*+)(?:[/?#].*)?");

  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\\s\\\\]");
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9a-f:.]{2,45}]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?");
  private static final int MAX_LOOKUPS = 16;
  private static final int MAX_URL_LENGTH = 8_192;

  /** Resolver of names, like {@link InetAddress#getAllByName}. */
  @FunctionalInterface
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final Set<String> allowed;
  private final Resolver resolver;
  private final Duration limit;
  private final Semaphore lookups = new Semaphore(MAX_LOOKUPS);

  /**
   * @param allowed hosts in lower case, as name or name:port, that need not be public
   */
  public SharedUrls(Set<String> allowed) {
    this(allowed, InetAddress::getAllByName, Duration.ofSeconds(3));
  }

  /**
   * @param limit how long the lookup of a name may take
   */
  public SharedUrls(Set<String> allowed, Resolver resolver, Duration limit) {
    this.allowed = Set.copyOf(allowed);
    this.resolver = resolver;
    this.limit = limit;
  }

  /**
   * Returns why {@code url} may not be opened; empty if it may. Blocks while a name is resolved.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public Optional<String> refusal(String url) throws InterruptedException {
    Matcher parts = URL.matcher(url);
    if (url.length() > MAX_URL_LENGTH || UNSAFE.matcher(url).find() || !parts.matches()) {
      return Optional.of("only http and https addresses without spaces can be opened");
    }
    String authority = parts.group(1);
    if (authority.contains("@")) {
      return Optional.of("addresses with a user or a password cannot be opened");
    }
    Optional<String> ascii = ascii(authority);
    Optional<Matcher> read = ascii.map(AUTHORITY::matcher).filter(Matcher::matches);
    if (read.isEmpty()) {
      return Optional.of("the host of the address cannot be read");
    }
    String host = HttpUrl.withoutFinalDot(read.get().group(1));
    boolean secure = url.regionMatches(true, 0, "https", 0, 5);
    String own = secure ? "443" : "80";
    String port = Optional.ofNullable(read.get().group(2)).orElse(own);
    if (allowed.contains(host + ":" + port) || (port.equals(own) && allowed.contains(host))) {
      return Optional.empty();
    }
    return ofHost(host);
  }

  /** Converts an authority like a browser: full-width and circled characters become plain ones. */
  private static Optional<String> ascii(String authority) {
    try {
      String plain = Normalizer.normalize(authority, Normalizer.Form.NFKC).replace('。', '.');
      return Optional.of(
          plain.startsWith("[")
              ? plain.toLowerCase(Locale.ROOT)
              : IDN.toASCII(plain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<String> ofHost(String host) throws InterruptedException {
    if (IpAddresses.isLoopback(host)) {
      return Optional.of(notPublic());
    }
    Optional<InetAddress> literal = IpAddresses.literal(host);
    if (literal.isPresent()) {
      return literal.filter(address -> !IpAddresses.isPublic(address)).map(any -> notPublic());
    }
    return ofAddresses(host);
  }

  private Optional<String> ofAddresses(String host) throws InterruptedException {
    if (!lookups.tryAcquire()) {
      return Optional.of("too many names are being looked up; try again later");
    }
    FutureTask<List<InetAddress>> lookup =
        new FutureTask<>(() -> Arrays.asList(resolver.resolve(host)));
    // The permit is released when the lookup ends, not when its caller gives up.
    Thread.ofVirtual()
        .name("lookup")
        .start(
            () -> {
              try {
                lookup.run();
              } finally {
                lookups.release();
              }
            });
    try {
      List<InetAddress> addresses = lookup.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return addresses.isEmpty() || !addresses.stream().allMatch(IpAddresses::isPublic)
          ? Optional.of(notPublic())
          : Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of("the name of its host is not known");
    } catch (TimeoutException e) {
      return Optional.of("the name of its host could not be looked up in time");
    }
  }

  private static String notPublic() {
    return "its host is not on the public internet; the operator can allow it with"
        + " SHARE_ALLOWED_HOSTS";
  }
}
