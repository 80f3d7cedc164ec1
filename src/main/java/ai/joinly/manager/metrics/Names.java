package ai.joinly.manager.metrics;

import java.util.Locale;

/** How values of labels are written. */
final class Names {
  private Names() {}

  /** How a constant is written as a label's value. */
  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
