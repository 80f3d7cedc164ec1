package ai.joinly.manager.web;

import ai.joinly.manager.model.Role;
import ai.joinly.manager.model.Segment;
import java.time.Instant;

/**
 * One piece of a transcript.
 *
 * @param seq the number of its event
 */
record TranscriptLine(long seq, Instant spokenAt, Segment segment) {
  /** Whether the agent said it. */
  boolean isAgent() {
    return segment.role() == Role.ASSISTANT;
  }

  /** About what it takes of memory. */
  int characters() {
    return segment.text().length();
  }

  /** A name to show, on one line. */
  String speaker() {
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
