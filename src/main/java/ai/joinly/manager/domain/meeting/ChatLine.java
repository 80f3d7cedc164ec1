package ai.joinly.manager.domain.meeting;

import ai.joinly.manager.domain.Cut;
import java.util.Optional;

/**
 * Message of a meeting's chat.
 *
 * @param sender the sender as shown by the platform
 * @param shownAt the time as shown by the platform, in any format
 * @param own whether the agent wrote it
 */
public record ChatLine(
    String text, Optional<String> sender, Optional<String> shownAt, boolean own) {
  /** Maximum characters, more than any platform allows; a longer text is truncated. */
  public static final int MAX_TEXT = 32_000;

  private static final int MAX_NAME = 200;

  public ChatLine {
    text = Cut.to(MAX_TEXT, text);
    sender = sender.map(name -> Cut.to(MAX_NAME, name));
    shownAt = shownAt.map(time -> Cut.to(MAX_NAME, time));
  }
}
