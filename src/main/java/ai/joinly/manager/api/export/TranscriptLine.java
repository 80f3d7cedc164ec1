package ai.joinly.manager.api.export;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.time.Instant;

/**
 * One piece of a transcript.
 *
 * @param seq the number of its event
 */
public record TranscriptLine(long seq, Instant spokenAt, Segment segment) {
  /** Whether the agent said it. */
  public boolean isAgent() {
    return segment.role() == Role.ASSISTANT;
  }

  /** About what it takes of memory. */
  int characters() {
    return segment.text().length();
  }

  /** A name to show, on one line. */
  public String speaker() {
    return segment
        .speaker()
        .orElse(isAgent() ? "Agent" : "Unknown")
        .strip()
        .replaceAll("\\s+", " ");
  }

  /** The words on one line. */
  String text() {
    return segment.text().strip().replaceAll("\\s+", " ");
  }
}
