package ai.joinly.simulator.meeting;

import java.time.Duration;
import java.util.List;

/**
 * The conversation a joined meeting runs by itself, on a virtual thread of its own.
 *
 * @param steps what happens, in this order
 * @param repeat whether it starts anew after the last step, until the agent leaves
 */
public record MeetingScript(List<ScriptStep> steps, boolean repeat) {
  /** Words a person speaks in a second. */
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

  /** How long a person takes to say a text. */
  public static Duration humanPace(String text) {
    long words = text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;
    return Duration.ofMillis(Math.round(1000 * Math.max(1, words) / HUMAN_WORDS_PER_SECOND));
  }
}
