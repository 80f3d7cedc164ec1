package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.harness.HttpJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads requests of one protocol and writes its answers, proper ones and odd ones. */
interface WireFormat {
  /** What a request asks. */
  Asked read(JsonNode body);

  /** The proper form of an answer. */
  ObjectNode write(Answer answer, String model, long number);

  /** Spoils the form of an answer; leaves alone what {@code kind} does not concern. */
  void spoil(Kind kind, ObjectNode json);

  /** The events in which a server that streams sends an answer. */
  String stream(ObjectNode json);

  /** The answer of a model that declines. */
  ObjectNode declined(String model, long number);

  /** The body of an error. */
  ObjectNode error(Refused refused);

  /** An empty JSON object. */
  static ObjectNode object() {
    return HttpJson.JSON.createObjectNode();
  }
}
