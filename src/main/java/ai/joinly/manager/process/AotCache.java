package ai.joinly.manager.process;

import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * State of the AOT cache. The JVM continues without a cache that does not match, and with {@code
 * -Xlog:aot*=off} it does not report this.
 */
public enum AotCache {
  /** Classes are loaded from the cache. */
  IN_USE("in use"),

  /** A cache was given, but is missing or was created with another Java, jar or set of options. */
  REFUSED("refused"),

  /** The option {@code -XX:AOTCache} is not set. */
  NOT_GIVEN("not given");

  private static final String OPTION = "-XX:AOTCache=";

  /** Part of {@code java.vm.info} while the JVM shares classes with a cache. */
  private static final String SHARING = "sharing";

  private final String text;

  AotCache(String text) {
    this.text = text;
  }

  /**
   * Returns the state in this process. The state is constant, but reading it takes milliseconds:
   * not for a hot path.
   */
  public static AotCache current() {
    return of(
        System.getProperty("java.vm.info", ""),
        ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  /**
   * Returns the state from the properties of the JVM.
   *
   * @param vmInfo the property {@code java.vm.info}
   * @param arguments the options of the JVM
   */
  static AotCache of(String vmInfo, List<String> arguments) {
    if (arguments.stream().noneMatch(argument -> argument.startsWith(OPTION))) {
      return NOT_GIVEN;
    }
    // A refused cache also disables the JVM's default archive, which would also report "sharing".
    return vmInfo.contains(SHARING) ? IN_USE : REFUSED;
  }

  /** Returns the state as text for the log. */
  @Override
  public String toString() {
    return text;
  }
}
