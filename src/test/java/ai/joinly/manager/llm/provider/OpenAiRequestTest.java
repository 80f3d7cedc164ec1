package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.FakeServer;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmClient;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular to chat completions. */
class OpenAiRequestTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final Service service = new Service(Wire.OPENAI);
  private final FakeServer server = service.server;

  @AfterEach
  void close() {
    service.close();
  }

  private LlmClient client(String model) {
    return service.client(model);
  }

  @Test
  void sendsItsParameters() throws Exception {
    client("gpt-4o").complete(Fixtures.question());

    JsonNode body = server.next().body();
    assertEquals("gpt-4o", body.path("model").asText());
    assertEquals(0.2, body.path("temperature").doubleValue());
    assertEquals("required", body.path("tool_choice").asText());
    assertTrue(body.path("parallel_tool_calls").booleanValue());
    assertEquals("system", body.at("/messages/0/role").asText());
    assertEquals("user", body.at("/messages/1/role").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5-mini, minimal, low",
    "gpt-5.1, , low",
    "openai/o3, low, ",
    "o4-mini, low, ",
    "o1-mini, , "
  })
  void leavesOutWhatReasoningModelsRefuseAndLetsThemThinkLittle(
      String model, String effort, String verbosity) throws Exception {
    client(model).complete(Fixtures.question());

    JsonNode body = server.next().body();
    assertTrue(body.path("temperature").isMissingNode());
    assertTrue(body.path("parallel_tool_calls").isMissingNode());
    assertEquals(effort, body.path("reasoning_effort").textValue());
    assertEquals(verbosity, body.path("verbosity").textValue());
    assertEquals("required", body.path("tool_choice").asText());
  }

  @Test
  void chatModelsOfTheFifthGenerationAreOrdinaryOnes() throws Exception {
    client("gpt-5-chat-latest").complete(Fixtures.question());

    JsonNode body = server.next().body();
    assertEquals(0.2, body.path("temperature").doubleValue());
    assertFalse(body.has("reasoning_effort"));
    assertFalse(body.has("verbosity"));
  }

  @Test
  void callsWithTheSameIdAreGivenOneOfTheirOwn() throws Exception {
    server.then(
        """
        {"choices":[{"message":{"role":"assistant","content":null,"tool_calls":[
          {"id":"a","type":"function",
           "function":{"name":"speak_text","arguments":"{\\"text\\":\\"Hi\\"}"}},
          {"id":"a","type":"function","function":{"name":"end_turn","arguments":""}}]},
          "finish_reason":"tool_calls"}]}
        """);

    ChatMessage.Assistant answer = client("gpt-4o").complete(Fixtures.question()).message();

    assertEquals(Optional.empty(), answer.text());
    assertEquals(2, answer.toolCalls().size());
    assertEquals(
        new ChatMessage.ToolCall("a", "speak_text", "{\"text\":\"Hi\"}"),
        answer.toolCalls().getFirst());
    ChatMessage.ToolCall second = answer.toolCalls().getLast();
    assertEquals("end_turn", second.name());
    assertEquals("{}", second.arguments());
    assertNotEquals("a", second.id(), "an id stands for one call only");
    assertFalse(second.id().isBlank());
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
    ToolDefinition tool = new ToolDefinition("get_transcript", "Reads.", schema);

    client("gpt-4o")
        .complete(new LlmRequest("", List.of(new ChatMessage.User("x")), List.of(tool)));

    JsonNode sent = server.next().body().at("/tools/0/function/parameters");
    assertEquals(
        JSON.readTree(
            """
            {"type":"object",
             "properties":{"mode":{"type":"string","enum":["full","first"],"description":"default: full."},
                           "minutes":{"type":"integer"},
                           "place":{"type":"object","properties":{"x":{"type":"number","minimum":0}}}},
             "required":["mode"]}
            """),
        sent);
  }

  @Test
  void sendsToolCallsWithTheirResultsAndPicturesAfterThem() throws Exception {
    LlmRequest request =
        new LlmRequest(
            "",
            List.of(
                new ChatMessage.User("Ada: what do you see?"),
                new ChatMessage.Assistant(
                    Optional.empty(),
                    List.of(
                        new ChatMessage.ToolCall("1", "get_video_snapshot", "{}"),
                        new ChatMessage.ToolCall("2", "speak_text", "{broken"))),
                new ChatMessage.ToolResult(
                    "1",
                    "get_video_snapshot",
                    "",
                    Status.DONE,
                    List.of(new Image("iVBORw0KGgo=", "image/png"))),
                new ChatMessage.ToolResult("2", "speak_text", "no text", Status.FAILED, List.of()),
                new ChatMessage.Assistant(Optional.of("Done."), List.of())),
            List.of(Fixtures.tool("end_turn")));

    client("gpt-4o").complete(request);
    JsonNode seeing = server.next().body().path("messages");
    assertEquals("1", seeing.at("/1/tool_calls/0/id").asText());
    assertEquals(
        "{broken",
        JSON.readTree(seeing.at("/1/tool_calls/1/function/arguments").asText())
            .path("invalid_arguments")
            .asText());
    assertEquals("tool", seeing.at("/2/role").asText());
    assertEquals("1", seeing.at("/2/tool_call_id").asText());
    assertEquals("tool", seeing.at("/3/role").asText());
    assertEquals("no text", seeing.at("/3/content").asText());
    assertEquals("user", seeing.at("/4/role").asText());
    assertEquals(
        "data:image/png;base64,iVBORw0KGgo=", seeing.at("/4/content/1/image_url/url").asText());
    assertEquals("Done.", seeing.at("/5/content").asText());

    client("llama3").complete(request);
    JsonNode blind = server.next().body().path("messages");
    assertTrue(blind.at("/2/content").asText().contains("left out"));
    assertEquals("assistant", blind.at("/4/role").asText());
  }
}
