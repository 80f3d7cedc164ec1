package ai.joinly.manager.agent;

import ai.joinly.manager.agent.turn.Heard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What waits for a turn; the oldest gives way. Owned by the worker's thread. */
final class Pending {
  private final int most;
  private final ArrayDeque<Heard> words = new ArrayDeque<>();
  private long newestAt;

  Pending(int most) {
    this.most = most;
  }

  /**
   * @param at when it came, by {@link System#nanoTime}
   */
  void add(Heard heard, long at) {
    if (words.size() == most) {
      words.removeFirst();
    }
    words.addLast(heard);
    newestAt = at;
  }

  /** All that waits; then nothing does. */
  List<Heard> take() {
    List<Heard> taken = new ArrayList<>(words);
    words.clear();
    return taken;
  }

  /** When the newest of them came. */
  long newestAt() {
    return newestAt;
  }
}
