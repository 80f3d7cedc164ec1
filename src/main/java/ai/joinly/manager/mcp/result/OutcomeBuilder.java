package ai.joinly.manager.mcp.result;

import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Builder of a tool result that limits its text and images. Content that cannot be passed to the
 * model is named in the text. Not thread-safe.
 */
final class OutcomeBuilder {
  static final int MAX_PARTS = 1_000;
  static final int MAX_IMAGES = 8;

  /** Maximum bytes of one image as base64: the lowest limit of the providers. */
  static final int MAX_IMAGE = 5 * 1_024 * 1_024;

  /** Maximum bytes of all images as base64: providers limit requests too. */
  static final int MAX_IMAGES_TOGETHER = 10 * 1_024 * 1_024;

  private static final Set<String> IMAGE_TYPES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  private final StringBuilder text = new StringBuilder();
  private final List<Image> images = new ArrayList<>();
  private boolean started;
  private int imageBytes;

  /** Adds a part of the text on a separate line. */
  void text(String part) {
    if (started) {
      text.append('\n');
    }
    text.append(part);
    started = true;
  }

  /** Adds a note in square brackets about content that is not passed unchanged. */
  void note(String note) {
    text("[" + note + "]");
  }

  /**
   * Adds an image, or a note if language models do not accept it.
   *
   * @param description name of the image in the note
   * @param declared the type that the server reports; empty if it reports none
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

  /** Returns whether there is no content visible to a model. */
  boolean isEmpty() {
    return images.isEmpty() && text.toString().isBlank();
  }

  /** Removes blank text that was added. */
  void clearText() {
    text.setLength(0);
    started = false;
  }

  ToolOutcome build(boolean isError) {
    return new ToolOutcome(text.toString(), isError ? Status.FAILED : Status.DONE, images);
  }
}
