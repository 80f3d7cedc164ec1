package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.agent.room.FoldedWords;
import ai.joinly.manager.domain.Cut;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Puts texts into shape and tells whether two of them mean the same. */
final class TextSimilarity {
  private static final Pattern ACCENTS = Pattern.compile("\\p{InCombiningDiacriticalMarks}+");
  private static final Pattern NOT_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  /** Line ends and the like, and marks that turn the direction of what follows. */
  private static final Pattern LAYOUT =
      Pattern.compile("[\\s\\p{Cntrl}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+");

  /** What has no spaces between its words is compared by pairs of characters. */
  private static final Pattern UNSPACED =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]");

  /** Shorter words, articles for instance, say little. */
  private static final int TELLING_LENGTH = 4;

  /** With more words around it than that it may be something else: "call Bob's lawyer". */
  private static final double ALMOST = 0.6;

  private TextSimilarity() {}

  /** On one line, cut where it is too long. */
  static String flat(String text, int longest) {
    String flat = LAYOUT.matcher(text).replaceAll(" ").strip();
    if (flat.length() <= longest) {
      return flat;
    }
    return flat.substring(0, Cut.notAfter(flat, longest - 1)).strip() + "…";
  }

  /** The same for texts that differ in case, accents, punctuation or spaces only. */
  static String normal(String text) {
    String folded = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    String bare = ACCENTS.matcher(FoldedWords.decomposed(folded)).replaceAll("");
    return NOT_WORD.matcher(bare).replaceAll(" ").strip();
  }

  /** Whether two texts differ in case, accents, punctuation or spaces only. */
  static boolean isSame(String a, String b) {
    return normal(a).equals(normal(b));
  }

  /** Whether one text is the other with a few words more before or after it. */
  static boolean isAlmostSame(String a, String b) {
    String normalA = " " + normal(a) + " ";
    String normalB = " " + normal(b) + " ";
    String shorter = normalA.length() <= normalB.length() ? normalA : normalB;
    String longer = normalA.length() <= normalB.length() ? normalB : normalA;
    return longer.contains(shorter) && shorter.length() >= ALMOST * longer.length();
  }

  /** Whether one text may well be the other in new words: they share one that says something. */
  static boolean related(String a, String b) {
    String normalA = normal(a);
    String normalB = normal(b);
    if (normalA.equals(normalB) || normalA.contains(normalB) || normalB.contains(normalA)) {
      return true;
    }
    Set<String> shared = telling(normalA);
    shared.retainAll(telling(normalB));
    return !shared.isEmpty();
  }

  private static Set<String> telling(String normal) {
    Set<String> telling = new HashSet<>();
    for (String word : normal.split(" ", -1)) {
      if (UNSPACED.matcher(word).find()) {
        for (int i = 0; i + 2 <= word.length(); i++) {
          telling.add(word.substring(i, i + 2));
        }
      } else if (word.length() >= TELLING_LENGTH) {
        telling.add(word);
      }
    }
    return telling;
  }
}
