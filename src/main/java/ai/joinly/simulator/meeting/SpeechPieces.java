package ai.joinly.simulator.meeting;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into the pieces in which it is spoken. A piece has at most 15 words and ends at the
 * end of a sentence, otherwise after punctuation, otherwise anywhere.
 */
public final class SpeechPieces {
  private static final int MAX_WORDS = 15;
  private static final List<String> BOUNDARIES =
      List.of("(?<=[.!?])\\s+", "(?<=[;:,])\\s+", "\\s+");

  private SpeechPieces() {}

  public static List<String> of(String text) {
    List<String> pieces = new ArrayList<>();
    if (!text.isBlank()) {
      cut(text.strip(), 0, pieces);
    }
    return pieces;
  }

  /** Returns the billed characters: those of the sentences, without the separators. */
  static int characters(String piece) {
    int count = 0;
    for (String sentence : piece.split(BOUNDARIES.getFirst(), -1)) {
      count += sentence.length();
    }
    return count;
  }

  private static void cut(String text, int boundary, List<String> pieces) {
    if (words(text) <= MAX_WORDS) {
      pieces.add(text);
      return;
    }
    String[] parts = text.split(BOUNDARIES.get(boundary), -1);
    StringBuilder open = new StringBuilder();
    for (String part : parts) {
      if (!open.isEmpty() && words(open) + words(part) > MAX_WORDS) {
        pieces.add(open.toString());
        open.setLength(0);
      }
      if (words(part) > MAX_WORDS) {
        cut(part, boundary + 1, pieces);
      } else {
        open.append(open.isEmpty() ? "" : " ").append(part);
      }
    }
    if (!open.isEmpty()) {
      pieces.add(open.toString());
    }
  }

  private static int words(CharSequence text) {
    return text.toString().split("\\s+", -1).length;
  }
}
