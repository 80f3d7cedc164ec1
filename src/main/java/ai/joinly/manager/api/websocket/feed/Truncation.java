package ai.joinly.manager.api.websocket.feed;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.json.Json;
import java.time.Instant;

/** Messages about requested events that have been deleted. */
final class Truncation {
  private Truncation() {}

  /**
   * Returns the message for one agent, with the numbers of the first and the last deleted event.
   */
  static String of(AgentId agentId, long from, long to, Instant now) {
    return Json.text(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "truncated");
          json.writeStringField("agent_id", agentId.value());
          json.writeObjectFieldStart("data");
          json.writeNumberField("from", from);
          json.writeNumberField("to", to);
          json.writeEndObject();
          json.writeStringField("timestamp", Json.timestamp(now));
          json.writeEndObject();
        });
  }

  /** Returns the message for all agents, with two cursors. */
  static String ofAll(long from, long to, Instant now) {
    return Json.text(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "truncated");
          json.writeNullField("agent_id");
          json.writeObjectFieldStart("data");
          json.writeStringField("from", Cursor.of(from));
          json.writeStringField("to", Cursor.of(to));
          json.writeEndObject();
          json.writeStringField("timestamp", Json.timestamp(now));
          json.writeEndObject();
        });
  }
}
