package ai.joinly.manager.process;

import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Whether the JVM uses the AOT cache that it was given. It goes on without a cache that does not
 * fit, and with {@code -Xlog:aot*=off} or a quiet log nobody sees it.
 */
public enum AotCache {
  /** Classes come from the cache. */
  IN_USE("in use"),

  /** A cache was given, but is missing or was made by another Java, jar or set of options. */
  REFUSED("refused"),

  /** There is no {@code -XX:AOTCache} among the options. */
  NOT_GIVEN("not given");

  private static final String OPTION = "-XX:AOTCache=";

  /** How {@code java.vm.info} ends while the JVM shares classes with a cache. */
  private static final String SHARING = "sharing";

  private final String words;

  AotCache(String words) {
    this.words = words;
  }

  /**
   * Returns the state in this process. It does not change, but costs milliseconds: not for a hot
   * path.
   */
  public static AotCache current() {
    return of(
        System.getProperty("java.vm.info", ""),
        ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  /**
   * Returns the state by what the JVM says about itself.
   *
   * @param vmInfo the property {@code java.vm.info}
   * @param arguments the options of the JVM
   */
  static AotCache of(String vmInfo, List<String> arguments) {
    if (arguments.stream().noneMatch(argument -> argument.startsWith(OPTION))) {
      return NOT_GIVEN;
    }
    // A refused cache also switches off the JVM's own archive, which would be "sharing", too.
    return vmInfo.contains(SHARING) ? IN_USE : REFUSED;
  }

  /** The state in words, for a log. */
  @Override
  public String toString() {
    return words;
  }
}
