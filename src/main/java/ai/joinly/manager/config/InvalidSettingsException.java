package ai.joinly.manager.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; knows every mistake in them and no secret. */
public final class InvalidSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The status the process ends with. */
  public static final int EXIT_STATUS = 2;

  private final List<String> mistakes;

  public InvalidSettingsException(List<String> mistakes) {
    super(String.join("; ", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /** One sentence each, naming the setting, what is allowed and where it stands. */
  public List<String> mistakes() {
    return mistakes;
  }

  /** What the person who starts the process should read: several lines, the last one not ended. */
  public String report() {
    String count = mistakes.size() == 1 ? "1 mistake" : mistakes.size() + " mistakes";
    return mistakes.stream()
        .map(mistake -> System.lineSeparator() + "  - " + mistake)
        .collect(
            Collectors.joining(
                "", "Joinly Manager cannot start: " + count + " in the settings.", ""));
  }
}
