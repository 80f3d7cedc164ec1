package ai.joinly.manager.agent.turn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What waits for a turn; the oldest gives way. Owned by the worker's thread. */
final class TurnInputQueue {
  /** More than a turn can be about; the newest always stays. */
  private static final int MOST_CHARACTERS = 250_000;

  private final int most;
  private final ArrayDeque<TurnInput> words = new ArrayDeque<>();
  private int characters;
  private long newestAt;

  TurnInputQueue(int most) {
    this.most = most;
  }

  /**
   * @param at when it came, by {@link System#nanoTime}
   */
  void add(TurnInput heard, long at) {
    words.addLast(heard);
    characters += length(heard);
    while (words.size() > most || (characters > MOST_CHARACTERS && words.size() > 1)) {
      characters -= length(words.removeFirst());
    }
    newestAt = at;
  }

  private static int length(TurnInput heard) {
    return switch (heard) {
      case TurnInput.Speech speech -> speech.segment().text().length();
      case TurnInput.Chat chat -> chat.line().text().length();
    };
  }

  /** All that waits; then nothing does. */
  List<TurnInput> take() {
    List<TurnInput> taken = new ArrayList<>(words);
    words.clear();
    characters = 0;
    return taken;
  }

  /** When the newest of them came. */
  long newestAt() {
    return newestAt;
  }
}
