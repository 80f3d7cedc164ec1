package ai.joinly.manager.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Keeps a label that a user's text goes into from having ever more values: the first different ones
 * stand for themselves, all later ones are {@code other}. Thread-safe.
 */
final class BoundedLabel {
  static final String OTHER = "other";
  private static final int LONGEST = 64;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final int most;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /**
   * @param most different values at most, beside {@code other}
   */
  BoundedLabel(int most) {
    this.most = most;
  }

  String of(String text) {
    String value = CONTROL.matcher(text).replaceAll(" ");
    value = value.length() > LONGEST ? value.substring(0, LONGEST) : value;
    if (known.contains(value)) {
      return value;
    }
    synchronized (known) {
      if (known.contains(value)) {
        return value;
      }
      return known.size() < most && known.add(value) ? value : OTHER;
    }
  }
}
