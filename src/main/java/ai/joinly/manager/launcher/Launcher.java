package ai.joinly.manager.launcher;

import ai.joinly.manager.Main;
import java.util.Optional;

/**
 * Starts the manager, or says that this Java is too old for it. This class runs on Java 8 and must
 * load no other of the manager before it has looked.
 */
public final class Launcher {
  private static final int NEEDED = 25;

  /** As for invalid settings: another attempt will not do better. */
  private static final int CANNOT_BE = 2;

  private Launcher() {}

  public static void main(String[] args) {
    Optional<String> problem =
        problem(
            System.getProperty("java.specification.version", ""),
            System.getProperty("java.home", ""));
    if (problem.isPresent()) {
      System.err.println(problem.get());
      System.exit(CANNOT_BE);
    }
    Main.main(args);
  }

  /**
   * Returns what is wrong with a Java; empty if the manager can run on it.
   *
   * @param version {@code 1.8}, {@code 11}, {@code 25} and so on; one that cannot be read is good
   * @param home where that Java is
   */
  static Optional<String> problem(String version, String home) {
    String number = version.startsWith("1.") ? version.substring(2) : version;
    try {
      return Integer.parseInt(number) >= NEEDED
          ? Optional.empty()
          : Optional.of(
              String.format(
                  "Joinly Manager needs Java %s or newer, and this is Java %s in %s. Install a JDK"
                      + " %s, for example from https://adoptium.net, and start the jar with its"
                      + " bin/java.",
                  NEEDED, number, home, NEEDED));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
