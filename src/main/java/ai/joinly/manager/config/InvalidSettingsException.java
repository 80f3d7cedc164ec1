package ai.joinly.manager.config;

import java.util.List;
import java.util.stream.Collectors;

/** Failure due to invalid settings; lists all mistakes, without secrets. */
public final class InvalidSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Exit status of the process. */
  public static final int EXIT_STATUS = 2;

  private final List<String> mistakes;

  public InvalidSettingsException(List<String> mistakes) {
    super(String.join("; ", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /**
   * Returns all mistakes, each with the setting, the allowed values, and the origin of the value.
   */
  public List<String> mistakes() {
    return mistakes;
  }

  /** Returns the text for the terminal: several lines, without a trailing line separator. */
  public String report() {
    String count = mistakes.size() == 1 ? "1 mistake" : mistakes.size() + " mistakes";
    return mistakes.stream()
        .map(mistake -> System.lineSeparator() + "  - " + mistake)
        .collect(
            Collectors.joining(
                "", "Joinly Manager cannot start: " + count + " in the settings.", ""));
  }
}
