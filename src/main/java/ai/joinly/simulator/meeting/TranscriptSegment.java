package ai.joinly.simulator.meeting;

import ai.joinly.simulator.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A line of a transcript.
 *
 * @param start seconds since the join, to 3 decimals
 * @param end seconds since the join, to 3 decimals
 * @param speaker empty if the server does not know the speaker
 * @param assistant whether the agent is the speaker
 */
public record TranscriptSegment(
    String text, double start, double end, Optional<String> speaker, boolean assistant) {
  public TranscriptSegment {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("A segment must not end before it starts.");
    }
  }

  ObjectNode json() {
    return Json.object()
        .put("text", text)
        .put("start", start)
        .put("end", end)
        .put("speaker", speaker.orElse(null))
        .put("role", assistant ? "assistant" : "participant");
  }
}
