package ai.joinly.manager.model;

import java.util.List;

/** What a tool answered. */
public record ToolOutcome(String text, boolean isError, List<Image> images) {
  /** A picture; {@code data} is base64. */
  public record Image(String data, String mimeType) {}

  public ToolOutcome {
    images = List.copyOf(images);
  }

  /** Returns a failure with nothing but its reason. */
  public static ToolOutcome error(String reason) {
    return new ToolOutcome(reason, true, List.of());
  }
}
