package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.Priority;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a language model wants changed, as far as it could be read.
 *
 * @param droppedPoints by their numbers in the request, from 1
 * @param removedItems ids as the model wrote them
 * @param notes what of it could not be used; no word of what was said
 * @param whole whether no list was lost that nobody will tell again
 */
public record Answer(
    Optional<String> summary,
    List<String> newPoints,
    Set<Integer> droppedPoints,
    List<Item> items,
    Set<String> removedItems,
    List<Passage> topics,
    Optional<String> sentiment,
    List<String> keywords,
    List<String> notes,
    boolean whole) {

  /** An action item that is new or has changed; the id may be empty or unknown. */
  record Item(
      String id,
      String description,
      Optional<String> assignee,
      Optional<String> dueDate,
      Optional<Priority> priority,
      Optional<ItemStatus> status) {}

  /**
   * A topic that is new or goes on.
   *
   * @param number in the request, from 1; 0 for a new one
   * @param start a mark as the model wrote it; may be empty
   */
  record Passage(
      int number, String topic, String start, String end, String summary, List<String> people) {
    Passage {
      people = List.copyOf(people);
    }
  }

  public Answer {
    newPoints = List.copyOf(newPoints);
    droppedPoints = Set.copyOf(droppedPoints);
    items = List.copyOf(items);
    removedItems = Set.copyOf(removedItems);
    topics = List.copyOf(topics);
    keywords = List.copyOf(keywords);
    notes = List.copyOf(notes);
  }
}
