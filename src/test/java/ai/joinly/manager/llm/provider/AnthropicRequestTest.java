package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.FakeServer;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.Service;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is particular to Anthropic's messages. */
class AnthropicRequestTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final Service service = new Service(Wire.ANTHROPIC);

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void sendsItsVersionALengthAndACachedPrompt() throws Exception {
    service.client.complete(Fixtures.question());

    FakeServer.Request request = service.server.next();
    assertEquals("2023-06-01", request.headers().get("anthropic-version"));
    JsonNode body = request.body();
    assertEquals("claude-sonnet-4-5", body.path("model").asText());
    assertEquals(8_192, body.path("max_tokens").asInt());
    assertEquals(0.2, body.path("temperature").doubleValue());
    assertEquals("ephemeral", body.at("/system/0/cache_control/type").asText());
    assertEquals("ephemeral", body.at("/tools/0/cache_control/type").asText());
    assertEquals("object", body.at("/tools/0/input_schema/type").asText());
    assertEquals("Does end_turn", body.at("/tools/0/description").asText());
    assertFalse(body.has("thinking"));
  }

  @Test
  void olderModelsCannotAnswerAtLength() throws Exception {
    service.client("claude-3-haiku-20240307").complete(Fixtures.question());

    assertEquals(4_096, service.server.next().body().path("max_tokens").asInt());
  }

  @Test
  void leavesOutWhatAServerRefuses() throws Exception {
    service.server.then(
        400,
        "",
        Wire.ANTHROPIC.error(
            "invalid_request_error", "`temperature` is deprecated for this model."));
    service.server.then(
        400,
        "",
        Wire.ANTHROPIC.error(
            "invalid_request_error", "tools.0.cache_control: Extra inputs are not permitted"));

    service.client.complete(Fixtures.question());

    assertTrue(service.server.next().body().has("temperature"));
    assertFalse(service.server.next().body().has("temperature"));
    assertFalse(service.server.next().text().contains("cache_control"));
  }

  @Test
  void allResultsOfAnAnswerAreInTheNextMessageAndPicturesAfterThem() throws Exception {
    service.client.complete(
        new LlmRequest(
            "",
            List.of(
                new ChatMessage.User("Ada: what do you see?"),
                new ChatMessage.Assistant(
                    Optional.of("Let me look."),
                    List.of(
                        new ChatMessage.ToolCall("toolu_1", "get_video_snapshot", "{}"),
                        new ChatMessage.ToolCall("toolu_2", "speak_text", "{broken"))),
                new ChatMessage.ToolResult(
                    "toolu_1",
                    "get_video_snapshot",
                    "",
                    Status.DONE,
                    List.of(new Image("iVBORw0KGgo=", "image/png"))),
                new ChatMessage.ToolResult(
                    "toolu_2", "speak_text", "no text", Status.FAILED, List.of()),
                new ChatMessage.Assistant(Optional.of("Done."), List.of()),
                new ChatMessage.User("Ada: thanks")),
            List.of(Fixtures.tool("end_turn"))));

    JsonNode messages = service.server.next().body().path("messages");
    assertEquals(
        JSON.readTree(
            """
            {"role":"assistant","content":[
               {"type":"text","text":"Let me look."},
               {"type":"tool_use","id":"toolu_1","name":"get_video_snapshot","input":{}},
               {"type":"tool_use","id":"toolu_2","name":"speak_text",
                "input":{"invalid_arguments":"{broken"}}]}
            """),
        messages.get(1));
    assertEquals(
        JSON.readTree(
            """
            {"role":"user","content":[
               {"type":"tool_result","tool_use_id":"toolu_1","content":"[The picture follows.]"},
               {"type":"tool_result","tool_use_id":"toolu_2","content":"no text","is_error":true}]}
            """),
        messages.get(2));
    assertEquals(
        JSON.readTree(
            """
            {"role":"user","content":[
               {"type":"text","text":"[A picture from get_video_snapshot:]"},
               {"type":"image",
                "source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}
            """),
        messages.get(3));
    assertEquals("Done.", messages.at("/4/content/0/text").asText());
  }

  @Test
  void bringsAToolSchemaIntoNormalForm() throws Exception {
    String schema =
        """
        {"type":"object",
         "properties":{"mode":{"type":"string","enum":["full","first"],"default":"full"},
                       "minutes":{"anyOf":[{"type":"integer"},{"type":"null"}]},
                       "place":{"$ref":"#/$defs/Place"}},
         "required":["mode"],
         "$defs":{"Place":{"type":"object","properties":{"x":{"type":"number","minimum":0}}}}}
        """;

    service.client.complete(
        new LlmRequest(
            "",
            List.of(new ChatMessage.User("x")),
            List.of(new ToolDefinition("get_transcript", "Reads.", schema))));

    assertEquals(
        JSON.readTree(
            """
            {"type":"object",
             "properties":{"mode":{"type":"string","enum":["full","first"],"description":"default: full."},
                           "minutes":{"type":"integer"},
                           "place":{"type":"object","properties":{"x":{"type":"number","minimum":0}}}},
             "required":["mode"]}
            """),
        service.server.next().body().at("/tools/0/input_schema"));
  }
}
