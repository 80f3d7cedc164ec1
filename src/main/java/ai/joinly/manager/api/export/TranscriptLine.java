package ai.joinly.manager.api.export;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.time.Instant;

/**
 * A line of a transcript.
 *
 * @param seq the sequence number of its event
 */
public record TranscriptLine(long seq, Instant spokenAt, Segment segment) {
  /** Returns whether the agent said it. */
  public boolean isAgent() {
    return segment.role() == Role.ASSISTANT;
  }

  /** Returns its approximate size in memory. */
  int characters() {
    return segment.text().length();
  }

  /** Returns the speaker's display name on one line. */
  public String speaker() {
    return segment
        .speaker()
        .orElse(isAgent() ? "Agent" : "Unknown")
        .strip()
        .replaceAll("\\s+", " ");
  }

  /** Returns the text on one line. */
  String text() {
    return segment.text().strip().replaceAll("\\s+", " ");
  }
}
