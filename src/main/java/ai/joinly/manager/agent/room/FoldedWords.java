package ai.joinly.manager.agent.room;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text normalized for the comparison of words: lower case, without accents and punctuation, with
 * one space between words. A word ends where the script changes between one with spaces and one
 * without; spaces within a script without spaces are removed.
 */
public final class FoldedWords {
  private static final int LONG_VOWEL = 'ー';

  private static final Pattern MANY_MARKS =
      Pattern.compile("([\\p{M}\uFF9E\uFF9F]{30})[\\p{M}\uFF9E\uFF9F]++");

  private enum Kind {
    NONE,
    SPACED,
    HANGUL,
    UNSPACED
  }

  private FoldedWords() {}

  /** Returns the normalized words of {@code text}; empty if it has no letter and no digit. */
  public static String of(String text) {
    // Upper case first, so that letters with several lower-case forms become equal.
    String cased = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    String parts = decomposed(cased);
    StringBuilder words = new StringBuilder(parts.length());
    Kind last = Kind.NONE;
    boolean gap = false;
    for (int i = 0; i < parts.length(); ) {
      int c = parts.codePointAt(i);
      i += Character.charCount(c);
      if (isIgnored(c)) {
        continue;
      }
      if (!isWord(c)) {
        gap = true;
        continue;
      }
      Kind kind = isMark(c) && last != Kind.NONE ? last : kind(c);
      if (last != Kind.NONE && (kind != last || (gap && kind != Kind.UNSPACED))) {
        words.append(' ');
      }
      append(words, c);
      last = kind;
      gap = false;
    }
    // Compose Hangul syllables and Kana letters again.
    return Normalizer.normalize(words, Normalizer.Form.NFC);
  }

  /**
   * Returns {@code text} in normal form KD with at most 30 marks in a row, as the stream-safe
   * format of Unicode requires: the normalizer takes quadratic time for more.
   */
  public static String decomposed(String text) {
    return Normalizer.normalize(MANY_MARKS.matcher(text).replaceAll("$1"), Normalizer.Form.NFKD);
  }

  /** Returns whether a letter belongs to a script that is written without spaces. */
  public static boolean isUnspaced(int c) {
    return kind(c) == Kind.UNSPACED;
  }

  private static Kind kind(int c) {
    return switch (UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> Kind.UNSPACED;
      case HANGUL -> Kind.HANGUL;
      default -> c == LONG_VOWEL ? Kind.UNSPACED : Kind.SPACED;
    };
  }

  private static void append(StringBuilder words, int c) {
    switch (c) {
      // Letters with a stroke, which have no decomposition.
      case 'ł' -> words.append('l');
      case 'ø' -> words.append('o');
      case 'đ', 'ð' -> words.append('d');
      case 'æ' -> words.append("ae");
      case 'œ' -> words.append("oe");
      default -> words.appendCodePoint(c);
    }
  }

  private static boolean isWord(int c) {
    return Character.isLetter(c)
        || Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER
        || isMark(c)
        || Character.getType(c) == Character.LETTER_NUMBER
        || Character.getType(c) == Character.OTHER_NUMBER;
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  /** Returns whether a character is an accent or mark that people omit, or a format character. */
  private static boolean isIgnored(int c) {
    return (c >= 0x0300 && c <= 0x036F) // accents
        || (c >= 0x064B && c <= 0x065F) // Arabic vowels
        || c == 0x0640 // Arabic stretching
        || c == 0x0670
        || (c >= 0x0591 && c <= 0x05C7 && isMark(c)) // Hebrew points
        || (c >= 0xFE00 && c <= 0xFE0F) // variants of a sign
        || Character.getType(c) == Character.FORMAT;
  }
}
