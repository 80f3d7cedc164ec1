package ai.joinly.manager.mcp.result;

import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Collects the text and the pictures of one tool result within limits. What cannot be passed on is
 * named in the text. For one thread.
 */
final class OutcomeBuilder {
  static final int MAX_PARTS = 1_000;
  static final int MAX_IMAGES = 8;

  /** Bytes of one picture as base64: the least that a provider accepts. */
  static final int MAX_IMAGE = 5 * 1_024 * 1_024;

  /** Bytes of all pictures as base64: requests to providers are limited too. */
  static final int MAX_IMAGES_TOGETHER = 10 * 1_024 * 1_024;

  private static final Set<String> IMAGE_TYPES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  private final StringBuilder text = new StringBuilder();
  private final List<Image> images = new ArrayList<>();
  private boolean begun;
  private int imageBytes;

  /** Adds a part of the text on a line of its own. */
  void text(String part) {
    if (begun) {
      text.append('\n');
    }
    text.append(part);
    begun = true;
  }

  /** Adds text in square brackets about something that is not passed on as it is. */
  void note(String note) {
    text("[" + note + "]");
  }

  /**
   * Adds a picture, or names it where language models do not take it.
   *
   * @param description what to call the picture
   * @param declared the type the server gives; empty when it gives none
   */
  void image(String description, String declared, Base64Data data) {
    String type = data.imageType().orElse(declared);
    if (!IMAGE_TYPES.contains(type)) {
      note(description + ": cannot be passed on");
      return;
    }
    String encoded = data.encoded();
    if (images.size() == MAX_IMAGES
        || encoded.length() > MAX_IMAGE
        || encoded.length() > MAX_IMAGES_TOGETHER - imageBytes) {
      note(description + ": left out, too much for one answer");
      return;
    }
    imageBytes += encoded.length();
    images.add(new Image(encoded, type));
  }

  /** Whether nothing was added that a model could see. */
  boolean isEmpty() {
    return images.isEmpty() && text.toString().isBlank();
  }

  /** Removes blank text that was added. */
  void clearText() {
    text.setLength(0);
    begun = false;
  }

  ToolOutcome build(boolean isError) {
    return new ToolOutcome(text.toString(), isError ? Status.FAILED : Status.DONE, images);
  }
}
