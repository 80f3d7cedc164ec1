package ai.joinly.manager.agent.analysis;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.regex.Pattern;

/** Word counter for any script. */
public final class Words {
  private static final Pattern THAI = Pattern.compile("\\p{IsThai}");
  private static final Locale THAI_RULES = Locale.of("th");

  /** Average number of characters per word in scripts for which the JDK has no dictionary. */
  private static final int HAN_CHARACTERS = 2;

  private static final int OTHER_UNSPACED_CHARACTERS = 4;

  private Words() {}

  /** Returns the number of words in {@code text}. Punctuation marks are not counted. */
  public static int count(String text) {
    BreakIterator breaks =
        BreakIterator.getWordInstance(THAI.matcher(text).find() ? THAI_RULES : Locale.ROOT);
    breaks.setText(text);
    int words = 0;
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      words += wordsIn(text, start, end);
      start = end;
    }
    return words;
  }

  private static int wordsIn(String text, int start, int end) {
    int letters = 0;
    int charactersOfOne = 0;
    for (int i = start; i < end; i += Character.charCount(text.codePointAt(i))) {
      int character = text.codePointAt(i);
      if (Character.isLetterOrDigit(character)) {
        letters++;
        charactersOfOne = Math.max(charactersOfOne, charactersOfOneWord(character));
      }
    }
    if (letters == 0) {
      return 0;
    }
    return charactersOfOne == 0 ? 1 : Math.ceilDiv(letters, charactersOfOne);
  }

  /** Returns the average word length in scripts that are not split into words; 0 for the others. */
  private static int charactersOfOneWord(int character) {
    return switch (Character.UnicodeScript.of(character)) {
      case HAN -> HAN_CHARACTERS;
      case LAO, KHMER, MYANMAR -> OTHER_UNSPACED_CHARACTERS;
      default -> 0;
    };
  }
}
