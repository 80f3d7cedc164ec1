package ai.joinly.manager.agent.tools;

import ai.joinly.manager.domain.Cut;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Splitter of long chat messages into parts that every platform accepts. */
public final class ChatParts {
  /** Limit of Google Meet; the limit of Zoom is twice as high. */
  public static final int LONGEST = 500;

  private ChatParts() {}

  /** Splits {@code message} between sentences, or between words if a sentence is too long. */
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

  /** Returns the words of a sentence; words that are too long, such as addresses, are split. */
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
