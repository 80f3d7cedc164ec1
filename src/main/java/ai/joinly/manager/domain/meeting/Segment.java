package ai.joinly.manager.domain.meeting;

import ai.joinly.manager.domain.Cut;
import java.util.Optional;

/**
 * Segment of a meeting's transcript.
 *
 * @param start the start in seconds since the join, to three decimals
 * @param end the end in seconds since the join; may equal {@code start}, because some services
 *     truncate it to whole seconds
 * @param speaker the speaker, if the platform reports it
 */
public record Segment(String text, double start, double end, Optional<String> speaker, Role role) {
  /** Maximum characters of a segment: an hour of speech without a pause. */
  public static final int MAX_TEXT = 65_536;

  private static final int MAX_SPEAKER = 200;

  /**
   * Maximum time in seconds, about four months: longer than any meeting, and still a valid date.
   */
  private static final double MAX_TIME = 10_000_000;

  public Segment {
    if (!isTime(start) || !isTime(end)) {
      throw new IllegalArgumentException("a segment's times are out of range");
    }
  }

  /** Returns whether {@code seconds} is a valid time of a segment; false for NaN. */
  public static boolean isTime(double seconds) {
    return Math.abs(seconds) <= MAX_TIME;
  }

  /** Returns this segment with its text and speaker truncated to the limits. */
  public Segment withinLimits() {
    return text.length() <= MAX_TEXT && speaker.map(String::length).orElse(0) <= MAX_SPEAKER
        ? this
        : new Segment(
            Cut.to(MAX_TEXT, text), start, end, speaker.map(Segment::speakerWithinLimit), role);
  }

  /** Returns a speaker's name, truncated to the limit. */
  public static String speakerWithinLimit(String name) {
    return Cut.to(MAX_SPEAKER, name);
  }
}
