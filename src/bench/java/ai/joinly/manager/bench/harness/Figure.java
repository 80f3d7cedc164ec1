package ai.joinly.manager.bench.harness;

/**
 * Something that is measured.
 *
 * @param what in words, unique within a scenario
 * @param baseline what it is compared with, in words; empty when nothing is
 */
public record Figure(String what, Unit unit, String baseline, Target target) {
  /** A figure that is only to be looked at. */
  public static Figure plain(String what, Unit unit) {
    return new Figure(what, unit, "", new Target.None());
  }

  /** A figure with a limit of its own. */
  public static Figure atMost(String what, Unit unit, double limit) {
    return new Figure(what, unit, "", new Target.AtMost(limit));
  }

  /** The same, beside something else of the same run. */
  public Figure beside(String name) {
    return new Figure(what, unit, name, target);
  }

  /** The same with another target. */
  public Figure toReach(Target other) {
    return new Figure(what, unit, baseline, other);
  }
}
