package ai.joinly.manager.agent.turn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Queue of inputs for the next turn. Discards the oldest when full. Confined to the worker's
 * thread.
 */
final class TurnInputQueue {
  /** More than one turn can process. The newest input is always kept. */
  private static final int MAX_CHARACTERS = 250_000;

  private final int most;
  private final ArrayDeque<TurnInput> words = new ArrayDeque<>();
  private int characters;
  private long newestAt;

  TurnInputQueue(int most) {
    this.most = most;
  }

  /**
   * @param at when it arrived, by {@link System#nanoTime}
   */
  void add(TurnInput heard, long at) {
    words.addLast(heard);
    characters += length(heard);
    while (words.size() > most || (characters > MAX_CHARACTERS && words.size() > 1)) {
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

  /** Removes and returns all inputs. */
  List<TurnInput> take() {
    List<TurnInput> taken = new ArrayList<>(words);
    words.clear();
    characters = 0;
    return taken;
  }

  /** Returns when the newest input arrived. */
  long newestAt() {
    return newestAt;
  }
}
