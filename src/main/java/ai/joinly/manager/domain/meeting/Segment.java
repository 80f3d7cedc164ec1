package ai.joinly.manager.domain.meeting;

import ai.joinly.manager.domain.Cut;
import java.util.Optional;

/**
 * A piece of a meeting's transcript.
 *
 * @param start seconds since the join, to three decimals
 * @param end seconds since the join; may equal {@code start}, as some services cut it to whole
 *     seconds
 * @param speaker who spoke, where the platform tells
 */
public record Segment(String text, double start, double end, Optional<String> speaker, Role role) {
  /** Characters of one segment: an hour of speech without a pause. */
  public static final int LONGEST_TEXT = 65_536;

  private static final int LONGEST_SPEAKER = 200;

  /** Some four months: no meeting takes longer, and a moment so far away still has a date. */
  private static final double FARTHEST = 10_000_000;

  public Segment {
    if (!isTime(start) || !isTime(end)) {
      throw new IllegalArgumentException("a segment has no such times");
    }
  }

  /** Whether a segment may begin or end at {@code seconds}; not where that is no number. */
  public static boolean isTime(double seconds) {
    return Math.abs(seconds) <= FARTHEST;
  }

  /** The same segment, cut where a server gives more than anybody says. */
  public Segment withinLimits() {
    return text.length() <= LONGEST_TEXT && speaker.map(String::length).orElse(0) <= LONGEST_SPEAKER
        ? this
        : new Segment(
            Cut.to(LONGEST_TEXT, text), start, end, speaker.map(Segment::speakerWithinLimit), role);
  }

  /** A speaker's name, cut where it is no name. */
  public static String speakerWithinLimit(String name) {
    return Cut.to(LONGEST_SPEAKER, name);
  }
}
