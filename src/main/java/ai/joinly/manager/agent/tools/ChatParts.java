package ai.joinly.manager.agent.tools;

import ai.joinly.manager.domain.Cut;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a long chat message into parts that every platform takes. */
public final class ChatParts {
  /** Google Meet takes no more; Zoom twice as much. */
  public static final int LONGEST = 500;

  private ChatParts() {}

  /** {@code message} in parts: whole sentences where they fit, else whole words. */
  public static List<String> of(String message) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String sentence :
        pieces(message.strip(), BreakIterator.getSentenceInstance(Locale.ROOT))) {
      for (String piece : sentence.length() <= LONGEST ? List.of(sentence) : words(sentence)) {
        if (part.length() + piece.stripTrailing().length() > LONGEST) {
          add(part, parts);
        }
        part.append(piece);
      }
    }
    add(part, parts);
    return parts;
  }

  private static void add(StringBuilder part, List<String> parts) {
    String text = part.toString().strip();
    if (!text.isEmpty()) {
      parts.add(text);
    }
    part.setLength(0);
  }

  /** Words, and pieces of those that are too long themselves, as an address may be. */
  private static List<String> words(String sentence) {
    List<String> words = new ArrayList<>();
    for (String word : pieces(sentence, BreakIterator.getLineInstance(Locale.ROOT))) {
      for (int from = 0; from < word.length(); ) {
        int to = Cut.notAfter(word, Math.min(word.length(), from + LONGEST));
        words.add(word.substring(from, to));
        from = to;
      }
    }
    return words;
  }

  private static List<String> pieces(String text, BreakIterator breaks) {
    breaks.setText(text);
    List<String> pieces = new ArrayList<>();
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }
}
