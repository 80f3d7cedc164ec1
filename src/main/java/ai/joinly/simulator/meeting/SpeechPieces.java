package ai.joinly.simulator.meeting;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into the pieces it is spoken in: of at most 15 words, at the ends of sentences, else
 * behind punctuation, else anywhere.
 */
public final class SpeechPieces {
  private static final int MOST_WORDS = 15;
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

  /** The characters a voice is paid for: those of the sentences, without what parts them. */
  static int characters(String piece) {
    int count = 0;
    for (String sentence : piece.split(BOUNDARIES.getFirst(), -1)) {
      count += sentence.length();
    }
    return count;
  }

  private static void cut(String text, int boundary, List<String> pieces) {
    if (words(text) <= MOST_WORDS) {
      pieces.add(text);
      return;
    }
    String[] parts = text.split(BOUNDARIES.get(boundary), -1);
    StringBuilder open = new StringBuilder();
    for (String part : parts) {
      if (!open.isEmpty() && words(open) + words(part) > MOST_WORDS) {
        pieces.add(open.toString());
        open.setLength(0);
      }
      if (words(part) > MOST_WORDS) {
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
