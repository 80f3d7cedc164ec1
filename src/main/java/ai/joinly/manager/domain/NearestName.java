package ai.joinly.manager.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Search for the closest known name of a misspelled one. */
public final class NearestName {
  private static final int MAX_LENGTH = 100;

  private NearestName() {}

  /** Returns the closest of {@code known} within {@code edits} edits of {@code name}. */
  public static Optional<String> of(String name, Collection<String> known, int edits) {
    if (name.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String plain = plain(name);
    return known.stream()
        .filter(candidate -> distance(plain, plain(candidate), edits) <= edits)
        .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate), edits)));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns the Levenshtein distance: the number of insertions, deletions and replacements. Stops
   * beyond {@code most}, because a cluster may have hundreds of names, most of which are very
   * different.
   */
  private static int distance(String from, String to, int most) {
    if (Math.abs(from.length() - to.length()) > most) {
      return most + 1;
    }
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      int least = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
        least = Math.min(least, row[j]);
      }
      if (least > most) {
        return most + 1;
      }
      above = row;
    }
    return above[to.length()];
  }
}
