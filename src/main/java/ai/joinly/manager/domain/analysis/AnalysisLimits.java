package ai.joinly.manager.domain.analysis;

import java.util.Collection;

/** Checks of the parts of an analysis. The messages contain no words from the meeting. */
final class AnalysisLimits {
  private AnalysisLimits() {}

  static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /** Requires a text that is not blank and at most {@code longest} characters long. */
  static void text(String value, int longest, String name) {
    require(!value.isBlank(), name + " must not be empty");
    require(value.length() <= longest, name + " must be at most " + longest + " characters long");
  }

  static void size(Collection<?> values, int most, String name) {
    require(values.size() <= most, "there must be at most " + most + " " + name);
  }
}
