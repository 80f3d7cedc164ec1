package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.Priority;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Changes to the analysis that a language model requests, as far as its answer is readable.
 *
 * @param droppedPoints numbers of key points in the request, from 1
 * @param removedItems ids as the model wrote them
 * @param notes parts of the answer that were ignored; contains no words from the meeting
 * @param whole whether no list of the answer was unusable; later answers do not repeat a list
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

  /** A new or changed action item; the id may be empty or unknown. */
  record Item(
      String id,
      String description,
      Optional<String> assignee,
      Optional<String> dueDate,
      Optional<Priority> priority,
      Optional<ItemStatus> status) {}

  /**
   * A new or continued topic.
   *
   * @param number number in the request, from 1; 0 for a new topic
   * @param start timestamp mark as the model wrote it; may be empty
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
