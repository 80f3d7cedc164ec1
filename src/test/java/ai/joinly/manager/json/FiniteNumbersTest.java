package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.event.EventData;
import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** JSON has no number that is none, and no infinite one. */
class FiniteNumbersTest {
  private static final String EXPECTED = "{\"a\":null,\"b\":null,\"c\":[null,1.5],\"d\":null}";

  private static ObjectNode tree() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("a", Double.NaN).put("b", Double.POSITIVE_INFINITY);
    tree.putArray("c").add(Double.NEGATIVE_INFINITY).add(1.5);
    return tree.put("d", Float.NaN);
  }

  @Test
  void whateverIsWritten() throws Exception {
    assertEquals(EXPECTED, JsonText.of(tree()));
    assertEquals(EXPECTED, Json.mapper().writeValueAsString(tree()));
    assertEquals(EXPECTED, Json.text(json -> json.writeTree(tree())));
    assertEquals(
        EXPECTED + "\n",
        new String(Json.line(json -> json.writeTree(tree())), StandardCharsets.UTF_8));
    assertEquals(
        "{\"x\":null,\"y\":[null]}",
        Json.text(
            json -> {
              json.writeStartObject();
              json.writeNumberField("x", Double.NaN);
              json.writeFieldName("y");
              json.writePOJO(new double[] {Double.NaN});
              json.writeEndObject();
            }));
    assertEquals(
        "{\"x\":null}", Json.mapper().writeValueAsString(Map.of("x", Double.NEGATIVE_INFINITY)));
  }

  @Test
  void whatAFormerVersionStoredIsReadAsATime() {
    EventData.SegmentHeard heard =
        (EventData.SegmentHeard)
            EventReader.read(
                    "{\"type\":\"segment\",\"seq\":1,\"agent_id\":\"agent_00000001\",\"data\":{"
                        + "\"text\":\"x\",\"start\":\"NaN\",\"end\":1e300,\"speaker\":null,"
                        + "\"role\":\"participant\",\"spoken_at\":\"2026-03-01T09:00:00.000Z\"},"
                        + "\"timestamp\":\"2026-03-01T09:00:00.000Z\"}")
                .data();
    assertEquals(0, heard.segment().start());
    assertEquals(0, heard.segment().end());
  }
}
