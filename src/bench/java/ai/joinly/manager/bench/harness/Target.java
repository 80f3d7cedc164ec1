package ai.joinly.manager.bench.harness;

import java.util.Locale;
import java.util.OptionalDouble;

/** What a figure is to reach. */
public sealed interface Target {
  /** Nothing: the figure is there to be looked at. */
  record None() implements Target {}

  record AtMost(double limit) implements Target {}

  /** At most the baseline and so much more. */
  record AboveBaseline(double extra) implements Target {}

  /** At most so many times the baseline. */
  record TimesBaseline(double factor) implements Target {}

  /** At least this share of the baseline. */
  record ShareOfBaseline(double share) implements Target {}

  /**
   * Whether it is reached.
   *
   * @param baseline empty when there is none
   */
  default boolean isReached(double value, OptionalDouble baseline) {
    return switch (this) {
      case None n -> true;
      case AtMost most -> value <= most.limit();
      case AboveBaseline above -> value <= known(baseline) + above.extra();
      case TimesBaseline times -> value <= known(baseline) * times.factor();
      case ShareOfBaseline share -> value >= known(baseline) * share.share();
    };
  }

  private static double known(OptionalDouble baseline) {
    return baseline.orElseThrow(() -> new BenchmarkException("A baseline was not measured"));
  }

  /** As people read it; empty for none. */
  default String text(Unit unit) {
    return switch (this) {
      case None n -> "";
      case AtMost most -> "≤ " + number(most.limit()) + " " + unit.sign();
      case AboveBaseline above -> "≤ baseline + " + number(above.extra()) + " " + unit.sign();
      case TimesBaseline times -> "≤ " + number(times.factor()) + " × baseline";
      case ShareOfBaseline share -> "≥ " + number(share.share()) + " × baseline";
    };
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
