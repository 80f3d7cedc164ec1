package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.agent.room.FoldedWords;
import ai.joinly.manager.domain.Cut;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Normalization and comparison of short texts. */
final class TextSimilarity {
  private static final Pattern ACCENTS = Pattern.compile("\\p{InCombiningDiacriticalMarks}+");
  private static final Pattern NOT_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  /** White space, control characters and bidirectional formatting characters. */
  private static final Pattern LAYOUT =
      Pattern.compile("[\\s\\p{Cntrl}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+");

  /** Scripts without spaces between words; such texts are compared by pairs of characters. */
  private static final Pattern UNSPACED =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]");

  /** Minimum length of a significant word; excludes articles, for example. */
  private static final int SIGNIFICANT_LENGTH = 4;

  /**
   * Minimum share of the shorter text in the longer one; "call Bob" and "call Bob's lawyer" may be
   * different items.
   */
  private static final double ALMOST = 0.6;

  private TextSimilarity() {}

  /** Returns the text on one line, truncated to {@code longest} characters. */
  static String flat(String text, int longest) {
    String flat = LAYOUT.matcher(text).replaceAll(" ").strip();
    if (flat.length() <= longest) {
      return flat;
    }
    return flat.substring(0, Cut.notAfter(flat, longest - 1)).strip() + "…";
  }

  /**
   * Returns a normal form that is equal for texts that differ only in case, accents, punctuation or
   * spaces.
   */
  static String normal(String text) {
    String folded = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    String bare = ACCENTS.matcher(FoldedWords.decomposed(folded)).replaceAll("");
    return NOT_WORD.matcher(bare).replaceAll(" ").strip();
  }

  /** Returns whether two texts differ only in case, accents, punctuation or spaces. */
  static boolean isSame(String a, String b) {
    return normal(a).equals(normal(b));
  }

  /** Returns whether one text is the other with a few more words before or after it. */
  static boolean isAlmostSame(String a, String b) {
    String normalA = " " + normal(a) + " ";
    String normalB = " " + normal(b) + " ";
    String shorter = normalA.length() <= normalB.length() ? normalA : normalB;
    String longer = normalA.length() <= normalB.length() ? normalB : normalA;
    return longer.contains(shorter) && shorter.length() >= ALMOST * longer.length();
  }

  /**
   * Returns whether one text may be a rewording of the other: one contains the other, or they share
   * a significant word.
   */
  static boolean related(String a, String b) {
    String normalA = normal(a);
    String normalB = normal(b);
    if (normalA.equals(normalB) || normalA.contains(normalB) || normalB.contains(normalA)) {
      return true;
    }
    Set<String> shared = significantWords(normalA);
    shared.retainAll(significantWords(normalB));
    return !shared.isEmpty();
  }

  private static Set<String> significantWords(String normal) {
    Set<String> significantWords = new HashSet<>();
    for (String word : normal.split(" ", -1)) {
      if (UNSPACED.matcher(word).find()) {
        for (int i = 0; i + 2 <= word.length(); i++) {
          significantWords.add(word.substring(i, i + 2));
        }
      } else if (word.length() >= SIGNIFICANT_LENGTH) {
        significantWords.add(word);
      }
    }
    return significantWords;
  }
}
