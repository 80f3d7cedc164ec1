package ai.joinly.manager.agent;

import ai.joinly.manager.agent.turn.Heard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What waits for a turn; the oldest gives way. Owned by the worker's thread. */
final class Pending {
  /** More than a turn can be about; the newest always stays. */
  private static final int MOST_CHARACTERS = 250_000;

  private final int most;
  private final ArrayDeque<Heard> words = new ArrayDeque<>();
  private int characters;
  private long newestAt;

  Pending(int most) {
    this.most = most;
  }

  /**
   * @param at when it came, by {@link System#nanoTime}
   */
  void add(Heard heard, long at) {
    words.addLast(heard);
    characters += length(heard);
    while (words.size() > most || (characters > MOST_CHARACTERS && words.size() > 1)) {
      characters -= length(words.removeFirst());
    }
    newestAt = at;
  }

  private static int length(Heard heard) {
    return switch (heard) {
      case Heard.Speech speech -> speech.segment().text().length();
      case Heard.Chat chat -> chat.line().text().length();
    };
  }

  /** All that waits; then nothing does. */
  List<Heard> take() {
    List<Heard> taken = new ArrayList<>(words);
    words.clear();
    characters = 0;
    return taken;
  }

  /** When the newest of them came. */
  long newestAt() {
    return newestAt;
  }
}
