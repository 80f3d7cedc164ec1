package ai.joinly.manager.mcp.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.ToolOutcome;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Limits of tool results; the kinds are shown over sockets by those who read them. */
class ToolResultsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static ObjectNode image(int bytes) {
    return JSON.createObjectNode()
        .put("type", "image")
        .put("mimeType", "image/png")
        .put("data", "AAAA".repeat(bytes / 3));
  }

  private static ToolOutcome read(ArrayNode content) {
    return ToolResults.read(JSON.createObjectNode().set("content", content));
  }

  @Test
  void limitsTheNumberOfParts() {
    ArrayNode content = JSON.createArrayNode();
    for (int i = 0; i < 5_000; i++) {
      content.addObject();
    }
    ToolOutcome outcome = read(content);
    assertTrue(outcome.text().length() < 100_000);
    assertTrue(outcome.text().endsWith("[4000 more parts of the answer: left out]"));
  }

  @Test
  void limitsTheNumberOfPictures() {
    ArrayNode content = JSON.createArrayNode();
    for (int i = 0; i < 9; i++) {
      content.add(image(3));
    }
    ToolOutcome outcome = read(content);
    assertEquals(8, outcome.images().size());
    assertEquals("[image, image/png, 3 bytes: left out, too much for one answer]", outcome.text());
  }

  @Test
  void limitsTheBytesOfOnePictureAndOfAll() {
    ToolOutcome large = read(JSON.createArrayNode().add(image(4_500_000)));
    assertEquals(0, large.images().size());
    assertEquals("[image, image/png, 4.5 MB: left out, too much for one answer]", large.text());
    ToolOutcome together =
        read(
            JSON.createArrayNode().add(image(3_600_000)).add(image(3_600_000)).add(image(900_000)));
    assertEquals(2, together.images().size());
    assertEquals("[image, image/png, 900 kB: left out, too much for one answer]", together.text());
  }

  @Test
  void limitsAndFlattensWhatAServerSaysOfAResource() {
    ArrayNode content = JSON.createArrayNode();
    content
        .addObject()
        .put("type", "resource_link")
        .put("uri", "x://" + "y".repeat(100_000))
        .put("name", "a\nb\u0000" + "z".repeat(100_000));
    String text = read(content).text();
    assertTrue(text.length() < 3_000, () -> "" + text.length());
    assertEquals(1, text.lines().count());
  }
}
