package ai.joinly.simulator.meeting;

import java.time.Duration;
import java.util.List;

/**
 * The conversation of a joined meeting, run on a separate virtual thread.
 *
 * @param steps the steps, in this order
 * @param repeat whether it starts again after the last step, until the agent leaves
 */
public record MeetingScript(List<ScriptStep> steps, boolean repeat) {
  /** Words that a person speaks per second. */
  private static final double HUMAN_WORDS_PER_SECOND = 2.6;

  public MeetingScript {
    steps = List.copyOf(steps);
    if (repeat && steps.isEmpty()) {
      throw new IllegalArgumentException("A script that repeats needs a step.");
    }
  }

  public static MeetingScript of(ScriptStep... steps) {
    return new MeetingScript(List.of(steps), false);
  }

  /** Returns the time that a person needs to say a text. */
  public static Duration humanPace(String text) {
    long words = text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;
    return Duration.ofMillis(Math.round(1000 * Math.max(1, words) / HUMAN_WORDS_PER_SECOND));
  }
}
