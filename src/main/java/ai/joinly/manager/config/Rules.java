package ai.joinly.manager.config;

import java.time.Duration;

/** What the records of settings demand of their values. */
final class Rules {
  private Rules() {}

  static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  static void requirePositive(Duration duration, String name) {
    require(duration.isPositive(), name + " must be longer than nothing");
  }
}
