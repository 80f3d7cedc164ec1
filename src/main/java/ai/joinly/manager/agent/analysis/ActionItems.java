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
 * The action items while an answer is taken into them. An item keeps its id for good, whatever the
 * model calls it; what the model forgets stays. For one answer and one thread.
 */
final class ActionItems {
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,17})\\D*$");

  private final List<ActionItem> items;
  private final Set<String> touched = new HashSet<>();
  private final Instant now;
  private long last;
  private int leftOut;

  /**
   * @param last the number of the newest item there ever was
   * @param now when new ones came up
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

  /** How many new ones found no room. */
  int leftOut() {
    return leftOut;
  }

  /** Takes a new or changed item in. */
  void take(Answer.Item told) {
    Optional<ActionItem> named = named(told);
    Optional<ActionItem> known = named.or(() -> alike(told.description()));
    if (named.isEmpty() && known.map(ActionItem::id).filter(touched::contains).isPresent()) {
      return; // the same answer told it already, and knew it better
    }
    if (known.isPresent()) {
      ActionItem changed = changed(known.get(), told, named.isPresent());
      items.set(items.indexOf(known.get()), changed);
      touched.add(changed.id());
    } else if (makeRoom()) {
      ActionItem added =
          new ActionItem(
              ActionItem.idOf(++last),
              told.description(),
              told.assignee(),
              told.dueDate(),
              told.priority().orElse(Priority.MEDIUM),
              told.status().orElse(ItemStatus.PENDING),
              now);
      items.add(added);
      touched.add(added.id());
    } else {
      leftOut++;
    }
  }

  /** Takes one out, unless the same answer has something new to say of it. */
  void remove(String toldId) {
    withId(toldId).filter(item -> !touched.contains(item.id())).ifPresent(items::remove);
  }

  /**
   * The item whose id the model gave. An id that comes with quite other words is a mistake, by
   * which the item would be lost; and where the words are those of another item, they count.
   */
  private Optional<ActionItem> named(Answer.Item told) {
    return withId(told.id())
        .filter(item -> TextSimilarity.related(item.description(), told.description()))
        .filter(
            item ->
                TextSimilarity.isSame(item.description(), told.description())
                    || items.stream()
                        .noneMatch(
                            i -> TextSimilarity.isSame(i.description(), told.description())));
  }

  /** The item that is told again without its id: in the same words, or almost. */
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

  private Optional<ActionItem> withId(String toldId) {
    Matcher number = NUMBER.matcher(toldId);
    if (!number.find()) {
      return Optional.empty();
    }
    String id = ActionItem.idOf(Long.parseLong(number.group(1)));
    return items.stream().filter(item -> item.id().equals(id)).findFirst();
  }

  /**
   * @param named whether the model knew which item it changed, and may change its words
   */
  private static ActionItem changed(ActionItem was, Answer.Item told, boolean named) {
    boolean reworded =
        named
            && !TextSimilarity.isSame(told.description(), was.description())
            && !isShortened(told.description(), was.description());
    return new ActionItem(
        was.id(),
        reworded ? told.description() : was.description(),
        told.assignee().or(was::assignee),
        told.dueDate().or(was::dueDate),
        told.priority().orElse(was.priority()),
        told.status().orElse(was.status()),
        was.createdAt());
  }

  /** The model sees long descriptions cut, and may write back what it saw. */
  private static boolean isShortened(String told, String was) {
    return told.endsWith("…") && was.startsWith(told.substring(0, told.length() - 1).strip());
  }

  /** What is done gives way to what is to be done; an open item is never lost for a new one. */
  private boolean makeRoom() {
    if (items.size() < Findings.MOST_ACTION_ITEMS) {
      return true;
    }
    Optional<ActionItem> done =
        items.stream().filter(item -> item.status() == ItemStatus.COMPLETED).findFirst();
    done.ifPresent(items::remove);
    return done.isPresent();
  }
}
