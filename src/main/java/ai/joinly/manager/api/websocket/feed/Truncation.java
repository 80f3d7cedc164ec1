package ai.joinly.manager.api.websocket.feed;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.json.Json;
import java.time.Instant;

/** Says that events a client asked for are not kept any more. */
final class Truncation {
  private Truncation() {}

  /** Of one agent: the numbers of the first and the last that are gone. */
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

  /** Of some agents, between two cursors. */
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
