package ai.joinly.manager.api.http;

import ai.joinly.manager.net.HttpUrl;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Host names under which the manager accepts requests. This prevents DNS rebinding: a page could
 * point its own name at this machine, and would then have the manager's origin. It cannot do so
 * with an IP address, a name of the local network, or a configured name. Thread-safe.
 */
public final class OwnHosts {
  /** Allows every name. */
  static final String ALL = "*";

  /** Suffixes of names that cannot be registered. */
  private static final List<String> LOCAL_ENDINGS =
      List.of(".localhost", ".local", ".internal", ".svc");

  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]{2,45}\\]");
  private static final Pattern PORT = Pattern.compile(":[0-9]{0,5}$");
  private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

  private final boolean all;
  private final Set<String> names = new HashSet<>();

  /** Suffixes after the star of {@code *.example.com}. */
  private final List<String> endings;

  /**
   * @param configured names, {@code *.name} for the subdomains of a name, or {@code *}
   * @param more the names of the machine and of the pages that may use the manager
   */
  public OwnHosts(List<String> configured, Stream<String> more) {
    this.all = configured.contains(ALL);
    Stream.concat(configured.stream(), more)
        .map(OwnHosts::withoutPort)
        .filter(name -> !name.isEmpty() && !name.startsWith("*"))
        .forEach(names::add);
    this.endings =
        configured.stream()
            .filter(name -> name.startsWith("*."))
            .map(name -> withoutPort(name.substring(1)))
            .toList();
  }

  /** Returns the names of the settings and of this machine. */
  public static OwnHosts of(List<String> configured, List<String> origins, String ownHost) {
    Stream<String> ofPages = origins.stream().map(origin -> origin.replaceFirst("^.*://", ""));
    Stream<String> ofMachine = Stream.concat(Stream.of(ownHost), machineNames().stream());
    return new OwnHosts(configured, Stream.concat(ofPages, ofMachine));
  }

  /** Returns whether a request with these headers is for this manager. */
  public boolean allows(Headers request) {
    return all || request.first(HeaderNames.HOST).filter(this::isOwn).isPresent();
  }

  private boolean isOwn(String host) {
    String name = withoutPort(host);
    boolean isOneWord = !name.isEmpty() && name.indexOf('.') < 0 && name.indexOf(':') < 0;
    return isOneWord
        || IPV4.matcher(name).matches()
        || IPV6.matcher(name).matches()
        || names.contains(name)
        || LOCAL_ENDINGS.stream().anyMatch(name::endsWith)
        || endings.stream().anyMatch(name::endsWith);
  }

  /** Returns the host in lower case, without the port and the trailing dot of a full name. */
  private static String withoutPort(String host) {
    return HttpUrl.withoutFinalDot(
        PORT.matcher(host.strip().toLowerCase(Locale.ROOT)).replaceFirst(""));
  }

  /** Returns the names of the machine without a DNS query, which might be slow. */
  private static List<String> machineNames() {
    return Stream.of(
            Optional.ofNullable(System.getenv("HOSTNAME")),
            Optional.ofNullable(System.getenv("COMPUTERNAME")),
            kernelName())
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> kernelName() {
    try {
      return Optional.of(Files.readString(KERNEL_NAME).strip());
    } catch (IOException e) {
      return Optional.empty(); // not Linux
    }
  }
}
