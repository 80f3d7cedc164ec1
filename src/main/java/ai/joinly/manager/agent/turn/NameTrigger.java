package ai.joinly.manager.agent.turn;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Finds an agent's name in what was said: as whole words, without regard to case, accents or
 * punctuation. Scripts that put no spaces between words are searched for the name as it stands.
 */
public final class NameTrigger {
  private static final Pattern ACCENTS = Pattern.compile("\\p{InCombiningDiacriticalMarks}+");
  private static final Pattern NOT_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
  private static final Pattern UNSPACED =
      Pattern.compile(
          ".*[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}"
              + "\\p{IsMyanmar}].*");

  private final String name;
  private final boolean unspaced;

  public NameTrigger(String name) {
    this.name = normal(name);
    this.unspaced = UNSPACED.matcher(this.name).matches();
  }

  /** Whether {@code text} names the agent. A name without a letter or digit is never found. */
  public boolean isIn(String text) {
    if (name.isBlank()) {
      return false;
    }
    String normal = normal(text);
    return unspaced ? normal.contains(name.strip()) : normal.contains(name);
  }

  /** Words in lower case without accents, a space before and after each. */
  private static String normal(String text) {
    String folded = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    String bare =
        ACCENTS.matcher(Normalizer.normalize(folded, Normalizer.Form.NFKD)).replaceAll("");
    return " " + NOT_WORD.matcher(bare).replaceAll(" ").strip() + " ";
  }
}
