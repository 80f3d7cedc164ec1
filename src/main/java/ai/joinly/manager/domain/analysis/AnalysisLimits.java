package ai.joinly.manager.domain.analysis;

import java.util.Collection;

/** Checks of what an analysis is made of. The messages hold nothing of what was said. */
final class AnalysisLimits {
  private AnalysisLimits() {}

  static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /** A text that says something. */
  static void text(String value, int longest, String what) {
    require(!value.isBlank(), what + " must not be empty");
    require(value.length() <= longest, what + " must be at most " + longest + " characters long");
  }

  static void size(Collection<?> values, int most, String what) {
    require(values.size() <= most, "there must be at most " + most + " " + what);
  }
}
