package ai.joinly.simulator.protocol;

import ai.joinly.simulator.Json;
import ai.joinly.simulator.Room;
import ai.joinly.simulator.meeting.Transcript;
import ai.joinly.simulator.meeting.TranscriptSegment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Answers {@code resources/read}. */
public final class Resources {
  public static final String LIVE = "transcript://live";
  public static final String SEGMENTS = "transcript://live/segments";
  static final String USAGE = "usage://current";

  private static final JsonNode LIST = Json.resource("resources.json");
  private static final int FAILED = 0;

  private Resources() {}

  static JsonNode list() {
    return Json.object().set("resources", LIST);
  }

  static ObjectNode read(JsonNode id, String uri, Room room) {
    return switch (uri) {
      case LIVE -> transcript(id, uri, room, false);
      case SEGMENTS -> transcript(id, uri, room, true);
      case USAGE -> contents(id, uri, room.usage().json());
      default -> JsonRpc.error(id, FAILED, "Unknown resource: '" + uri + "'");
    };
  }

  private static ObjectNode transcript(JsonNode id, String uri, Room room, boolean assistantToo) {
    if (room.meeting().environment().faults().unreadableTranscripts()) {
      return JsonRpc.error(
          id,
          FAILED,
          "Error reading resource '%s': contents must be str, bytes, or list[ResourceContent], got Transcript"
              .formatted(uri));
    }
    return room.meeting()
        .transcript()
        .map(all -> contents(id, uri, Transcript.json(visible(all, assistantToo))))
        .orElseGet(
            () ->
                JsonRpc.error(
                    id,
                    FAILED,
                    "Error reading resource '%s': Not joined any meeting, cannot access transcript."
                        .formatted(uri)));
  }

  private static List<TranscriptSegment> visible(
      List<TranscriptSegment> all, boolean assistantToo) {
    return all.stream().filter(s -> assistantToo || !s.assistant()).toList();
  }

  private static ObjectNode contents(JsonNode id, String uri, JsonNode content) {
    ObjectNode result = Json.object();
    result
        .putArray("contents")
        .addObject()
        .put("uri", uri)
        .put("mimeType", "application/json")
        .put("text", Json.text(content));
    return JsonRpc.result(id, result);
  }
}
