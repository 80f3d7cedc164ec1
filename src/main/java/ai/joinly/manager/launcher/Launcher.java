package ai.joinly.manager.launcher;

import ai.joinly.manager.Main;
import java.util.Optional;

/**
 * Entry point that starts the manager, or reports that the Java version is too old. This class runs
 * on Java 8 and must not load other classes of the manager before it has checked the version.
 */
public final class Launcher {
  private static final int REQUIRED_VERSION = 25;

  /** The same exit status as for invalid settings: a restart does not help. */
  private static final int EXIT_STATUS = 2;

  private Launcher() {}

  public static void main(String[] args) {
    Optional<String> problem =
        problem(
            System.getProperty("java.specification.version", ""),
            System.getProperty("java.home", ""));
    if (problem.isPresent()) {
      System.err.println(problem.get());
      System.exit(EXIT_STATUS);
    }
    Main.main(args);
  }

  /**
   * Returns an error message if the Java version is too old.
   *
   * @param version {@code 1.8}, {@code 11}, {@code 25} and so on; one that cannot be parsed is
   *     accepted
   * @param home the directory of the Java installation
   */
  static Optional<String> problem(String version, String home) {
    String number = version.startsWith("1.") ? version.substring(2) : version;
    try {
      return Integer.parseInt(number) >= REQUIRED_VERSION
          ? Optional.empty()
          : Optional.of(
              String.format(
                  "Joinly Manager needs Java %s or newer, but this is Java %s in %s. Install a JDK"
                      + " %s, for example from https://adoptium.net, and start the jar with its"
                      + " bin/java.",
                  REQUIRED_VERSION, number, home, REQUIRED_VERSION));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
