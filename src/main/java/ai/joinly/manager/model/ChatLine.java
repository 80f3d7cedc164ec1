package ai.joinly.manager.model;

import java.util.Optional;

/**
 * A message of a meeting's chat.
 *
 * @param sender as the platform shows it
 * @param shownAt the time as the platform shows it, in whatever form
 * @param own whether the agent wrote it
 */
public record ChatLine(
    String text, Optional<String> sender, Optional<String> shownAt, boolean own) {}
