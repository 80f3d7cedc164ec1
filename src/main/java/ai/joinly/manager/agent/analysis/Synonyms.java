package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.Priority;
import java.util.Map;
import java.util.Optional;

/** Words that language models use for priorities and statuses. */
final class Synonyms {
  private static final Map<String, ItemStatus> STATUSES =
      Map.ofEntries(
          Map.entry("pending", ItemStatus.PENDING),
          Map.entry("open", ItemStatus.PENDING),
          Map.entry("todo", ItemStatus.PENDING),
          Map.entry("new", ItemStatus.PENDING),
          Map.entry("in progress", ItemStatus.IN_PROGRESS),
          Map.entry("ongoing", ItemStatus.IN_PROGRESS),
          Map.entry("started", ItemStatus.IN_PROGRESS),
          Map.entry("completed", ItemStatus.COMPLETED),
          Map.entry("complete", ItemStatus.COMPLETED),
          Map.entry("done", ItemStatus.COMPLETED),
          Map.entry("finished", ItemStatus.COMPLETED));

  private static final Map<String, Priority> PRIORITIES =
      Map.of(
          "high", Priority.HIGH,
          "urgent", Priority.HIGH,
          "critical", Priority.HIGH,
          "medium", Priority.MEDIUM,
          "normal", Priority.MEDIUM,
          "low", Priority.LOW);

  private Synonyms() {}

  static Optional<ItemStatus> status(String text) {
    return Optional.ofNullable(STATUSES.get(TextSimilarity.normal(text)));
  }

  static Optional<Priority> priority(String text) {
    return Optional.ofNullable(PRIORITIES.get(TextSimilarity.normal(text)));
  }
}
