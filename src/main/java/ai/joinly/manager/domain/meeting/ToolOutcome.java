package ai.joinly.manager.domain.meeting;

import java.util.List;

/** What a tool answered. */
public record ToolOutcome(String text, boolean isError, List<Image> images) {
  /** A picture; {@code data} is base64. */
  public record Image(String data, String mimeType) {}

  public ToolOutcome {
    images = List.copyOf(images);
  }

  /** Ends the text of a call whose effect is not known; for the model that made it. */
  public static final String DO_NOT_REPEAT = "; do not simply do it again.";

  /** Returns the text for people, without what only a model is to read. */
  public String forPeople() {
    return text.endsWith(DO_NOT_REPEAT)
        ? text.substring(0, text.length() - DO_NOT_REPEAT.length()) + "."
        : text;
  }

  /** Returns a failure with nothing but its reason. */
  public static ToolOutcome error(String reason) {
    return new ToolOutcome(reason, true, List.of());
  }
}
