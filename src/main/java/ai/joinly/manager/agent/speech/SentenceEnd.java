package ai.joinly.manager.agent.speech;

import java.lang.Character.UnicodeScript;
import java.util.List;

/** Joiner of lines into sentences, with the punctuation of each line's script. */
final class SentenceEnd {
  private static final String WIDE = "。！？；：，、．｡";
  private static final String CLOSING = ".!?…:;," + WIDE + "‥‽⸮؟؛،۔।॥։።፣፤፥፧፨။၊។៕៖།༎׃᠃᠂";
  private static final String DASHES = "–—―";

  private SentenceEnd() {}

  /** Returns whether the character ends a sentence or a clause. */
  static boolean isClosing(int character) {
    return CLOSING.indexOf(character) >= 0;
  }

  /** Returns the lines as running text. The last line is unchanged. */
  static String join(List<String> lines) {
    StringBuilder out = new StringBuilder();
    for (String line : lines) {
      if (!out.isEmpty()) {
        end(out);
        if (WIDE.indexOf(out.charAt(out.length() - 1)) < 0) {
          out.append(' ');
        }
      }
      out.append(line);
    }
    return out.toString();
  }

  private static void end(StringBuilder out) {
    int last = lastOfSentence(out);
    if (isClosing(last) || DASHES.indexOf(last) >= 0) {
      return;
    }
    out.append(isWide(last) ? '。' : '.');
  }

  /** Returns the last character before closing quotes and brackets. */
  private static int lastOfSentence(StringBuilder out) {
    int end = out.length();
    while (end > 0) {
      int character = out.codePointBefore(end);
      boolean closes =
          switch (Character.getType(character)) {
            case Character.END_PUNCTUATION,
                Character.FINAL_QUOTE_PUNCTUATION,
                Character.INITIAL_QUOTE_PUNCTUATION ->
                true;
            default -> character == '"' || character == '\'';
          };
      if (!closes) {
        return character;
      }
      end -= Character.charCount(character);
    }
    return '.';
  }

  private static boolean isWide(int character) {
    return switch (UnicodeScript.of(character)) {
      case HAN, HIRAGANA, KATAKANA, BOPOMOFO -> true;
      default -> character == 'ー';
    };
  }
}
