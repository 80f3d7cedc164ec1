package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.model.ActionItem;
import ai.joinly.manager.model.Findings;
import ai.joinly.manager.model.ItemStatus;
import ai.joinly.manager.model.Priority;
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
    Optional<ActionItem> known = known(told);
    if (known.isPresent()) {
      ActionItem changed = changed(known.get(), told);
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
   * The item that is meant: the one with the id, or the one with the same words. An id that comes
   * with quite other words is a mistake, by which the item would be lost.
   */
  private Optional<ActionItem> known(Answer.Item told) {
    String normal = Wording.normal(told.description());
    Optional<ActionItem> named = withId(told.id());
    return named
        .filter(item -> Wording.normal(item.description()).equals(normal))
        .or(
            () ->
                items.stream()
                    .filter(item -> Wording.normal(item.description()).equals(normal))
                    .findFirst())
        .or(() -> named.filter(item -> Wording.related(item.description(), told.description())));
  }

  private Optional<ActionItem> withId(String toldId) {
    Matcher number = NUMBER.matcher(toldId);
    if (!number.find()) {
      return Optional.empty();
    }
    String id = ActionItem.idOf(Long.parseLong(number.group(1)));
    return items.stream().filter(item -> item.id().equals(id)).findFirst();
  }

  private static ActionItem changed(ActionItem was, Answer.Item told) {
    return new ActionItem(
        was.id(),
        isShortened(told.description(), was.description()) ? was.description() : told.description(),
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
