package ai.joinly.manager.domain.meeting;

import ai.joinly.manager.domain.Cut;
import java.util.Optional;

/**
 * A message of a meeting's chat.
 *
 * @param sender as the platform shows it
 * @param shownAt the time as the platform shows it, in whatever form
 * @param own whether the agent wrote it
 */
public record ChatLine(
    String text, Optional<String> sender, Optional<String> shownAt, boolean own) {
  /** Characters that no platform lets anybody write; what is longer is cut. */
  public static final int LONGEST_TEXT = 32_000;

  private static final int LONGEST_NAME = 200;

  public ChatLine {
    text = Cut.to(LONGEST_TEXT, text);
    sender = sender.map(name -> Cut.to(LONGEST_NAME, name));
    shownAt = shownAt.map(time -> Cut.to(LONGEST_NAME, time));
  }
}
