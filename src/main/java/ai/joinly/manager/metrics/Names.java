package ai.joinly.manager.metrics;

import java.util.Locale;

/** Format of label values. */
final class Names {
  private Names() {}

  /** Returns the label value of a constant. */
  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
