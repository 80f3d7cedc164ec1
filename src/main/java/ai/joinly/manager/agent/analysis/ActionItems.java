package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Action items into which one answer of the language model is merged. An item keeps its id,
 * regardless of the id that the model uses. Items that the answer does not mention are kept. For
 * one answer and one thread.
 */
final class ActionItems {
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,17})\\D*$");

  private final List<ActionItem> items;
  private final Set<String> touched = new HashSet<>();
  private final Instant now;
  private long last;
  private int leftOut;

  /**
   * @param last number of the newest item that was ever created
   * @param now creation time of new items
   */
  ActionItems(List<ActionItem> items, long last, Instant now) {
    this.items = new ArrayList<>(items);
    this.last = last;
    this.now = now;
  }

  List<ActionItem> all() {
    return items;
  }

  long last() {
    return last;
  }

  /** Returns the number of new items that were discarded because the list is full. */
  int leftOut() {
    return leftOut;
  }

  /** Adds a new item or updates a known one. */
  void take(Answer.Item given) {
    Optional<ActionItem> named = named(given);
    Optional<ActionItem> known = named.or(() -> alike(given.description()));
    if (named.isEmpty() && known.map(ActionItem::id).filter(touched::contains).isPresent()) {
      return; // already updated by the same answer, with its id
    }
    if (known.isPresent()) {
      ActionItem changed = changed(known.get(), given, named.isPresent());
      items.set(items.indexOf(known.get()), changed);
      touched.add(changed.id());
    } else if (makeRoom()) {
      ActionItem added =
          new ActionItem(
              ActionItem.idOf(++last),
              given.description(),
              given.assignee(),
              given.dueDate(),
              given.priority().orElse(Priority.MEDIUM),
              given.status().orElse(ItemStatus.PENDING),
              now);
      items.add(added);
      touched.add(added.id());
    } else {
      leftOut++;
    }
  }

  /** Removes an item, unless the same answer adds or updates it. */
  void remove(String givenId) {
    withId(givenId).filter(item -> !touched.contains(item.id())).ifPresent(items::remove);
  }

  /**
   * Returns the item with the id that the model gave. The id is ignored if the descriptions are
   * unrelated, since the item would be overwritten by mistake. It is also ignored if the
   * description equals that of another item.
   */
  private Optional<ActionItem> named(Answer.Item given) {
    return withId(given.id())
        .filter(item -> TextSimilarity.related(item.description(), given.description()))
        .filter(
            item ->
                TextSimilarity.isSame(item.description(), given.description())
                    || items.stream()
                        .noneMatch(
                            i -> TextSimilarity.isSame(i.description(), given.description())));
  }

  /**
   * Returns the known item with the same or almost the same description, for an item without a
   * valid id.
   */
  private Optional<ActionItem> alike(String description) {
    return items.stream()
        .filter(item -> TextSimilarity.isSame(item.description(), description))
        .findFirst()
        .or(
            () -> {
              List<ActionItem> near =
                  items.stream()
                      .filter(item -> TextSimilarity.isAlmostSame(item.description(), description))
                      .toList();
              return near.size() == 1 ? Optional.of(near.getFirst()) : Optional.empty();
            });
  }

  private Optional<ActionItem> withId(String givenId) {
    Matcher number = NUMBER.matcher(givenId);
    if (!number.find()) {
      return Optional.empty();
    }
    String id = ActionItem.idOf(Long.parseLong(number.group(1)));
    return items.stream().filter(item -> item.id().equals(id)).findFirst();
  }

  /**
   * @param named whether the model gave the id of the item, so that it may change its description
   */
  private static ActionItem changed(ActionItem was, Answer.Item given, boolean named) {
    boolean reworded =
        named
            && !TextSimilarity.isSame(given.description(), was.description())
            && !isShortened(given.description(), was.description());
    return new ActionItem(
        was.id(),
        reworded ? given.description() : was.description(),
        given.assignee().or(was::assignee),
        given.dueDate().or(was::dueDate),
        given.priority().orElse(was.priority()),
        given.status().orElse(was.status()),
        was.createdAt());
  }

  /** Returns whether the model returned the truncated description that the prompt contained. */
  private static boolean isShortened(String given, String was) {
    return given.endsWith("…") && was.startsWith(given.substring(0, given.length() - 1).strip());
  }

  /**
   * Returns whether there is room for a new item. Removes a completed item if the list is full; an
   * open item is never removed for a new one.
   */
  private boolean makeRoom() {
    if (items.size() < Findings.MAX_ACTION_ITEMS) {
      return true;
    }
    Optional<ActionItem> done =
        items.stream().filter(item -> item.status() == ItemStatus.COMPLETED).findFirst();
    done.ifPresent(items::remove);
    return done.isPresent();
  }
}
