package ai.joinly.manager.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.model.TokenUsage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire to a chat-completions server, and what is read from its answers. */
class OpenAiRequestTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final FakeOpenAi server = new FakeOpenAi();
  private final LlmClients clients = new LlmClients(Fixtures.settings(server.baseUrl()));

  @AfterEach
  void close() {
    clients.close();
    server.close();
  }

  private LlmClient client(String model) {
    return clients.clientFor(Fixtures.agent(model, Map.of()));
  }

  @Test
  void sendsInstructionsConversationKeyAndParameters() throws Exception {
    LlmReply reply = client("gpt-4o").complete(Fixtures.question());

    assertEquals(Optional.of("Hello"), reply.message().text());
    assertEquals(new TokenUsage(11, 7, 0), reply.usage());
    FakeOpenAi.Request request = server.next();
    assertEquals("POST", request.method());
    assertEquals("/v1/chat/completions", request.path());
    assertEquals("Bearer " + Fixtures.KEY, request.headers().get("authorization"));
    JsonNode body = request.body();
    assertEquals("gpt-4o", body.path("model").asText());
    assertEquals(0.2, body.path("temperature").doubleValue());
    assertEquals("required", body.path("tool_choice").asText());
    assertTrue(body.path("parallel_tool_calls").booleanValue());
    assertFalse(body.path("stream").asBoolean());
    assertEquals("system", body.at("/messages/0/role").asText());
    assertEquals("You are Joinly.", body.at("/messages/0/content").asText());
    assertEquals("user", body.at("/messages/1/role").asText());
    assertEquals("Ada: hello", body.at("/messages/1/content").asText());
    assertEquals("end_turn", body.at("/tools/0/function/name").asText());
  }

  @Test
  void asksForNoToolWhenThereIsNone() throws Exception {
    client("gpt-4o")
        .complete(new LlmRequest("", List.of(new ChatMessage.User("Sum up.")), List.of()));

    JsonNode body = server.next().body();
    assertTrue(body.path("tool_choice").isMissingNode());
    assertTrue(body.path("parallel_tool_calls").isMissingNode());
    assertTrue(body.path("tools").isMissingNode());
    assertEquals("user", body.at("/messages/0/role").asText());
  }

  @Test
  void leavesOutWhatReasoningModelsRefuse() throws Exception {
    client("gpt-5-mini").complete(Fixtures.question());
    JsonNode gpt5 = server.next().body();
    assertTrue(gpt5.path("temperature").isMissingNode());
    assertTrue(gpt5.path("parallel_tool_calls").isMissingNode());
    assertEquals("minimal", gpt5.path("reasoning_effort").asText());

    client("openai/o3").complete(Fixtures.question());
    JsonNode o3 = server.next().body();
    assertTrue(o3.path("temperature").isMissingNode());
    assertTrue(o3.path("reasoning_effort").isMissingNode());
    assertEquals("required", o3.path("tool_choice").asText());
  }

  @Test
  void readsParallelToolCalls() throws Exception {
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
  void keepsEveryKeywordOfAToolSchema() throws Exception {
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
    assertEquals(JSON.readTree(schema), sent);
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
                    false,
                    List.of(new ChatMessage.Image("iVBORw0KGgo=", "image/png"))),
                new ChatMessage.ToolResult("2", "speak_text", "no text", true, List.of()),
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

  @Test
  void usesOneConnectionForRequestsInARow() throws Exception {
    LlmClient client = client("gpt-4o");
    client.complete(Fixtures.question());
    client.complete(Fixtures.question());
    client("gpt-4.1").complete(Fixtures.question());

    assertEquals(1, server.connections());
  }

  @Test
  void sendsAgainWhenAPooledConnectionTurnsOutToBeClosed() throws Exception {
    LlmClient client = client("gpt-4o");
    client.complete(Fixtures.question());
    server.then(java.net.Socket::close);

    assertEquals(Optional.of("Hello"), client.complete(Fixtures.question()).message().text());
    assertEquals(2, server.connections());
  }
}
