package ai.joinly.manager.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Label for user-supplied text with a bounded number of values: the first distinct values are kept,
 * all later ones become {@code other}. Thread-safe.
 */
final class BoundedLabel {
  static final String OTHER = "other";
  private static final int MAX_LENGTH = 64;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final int most;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /**
   * @param most maximum number of distinct values, in addition to {@code other}
   */
  BoundedLabel(int most) {
    this.most = most;
  }

  String of(String text) {
    String value = CONTROL.matcher(text).replaceAll(" ");
    value = value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) : value;
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
