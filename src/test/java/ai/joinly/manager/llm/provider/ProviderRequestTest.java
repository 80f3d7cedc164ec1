package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.AnswerSchema;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.FakeServer;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmClients;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.Service;
import ai.joinly.manager.llm.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every provider is sent, and what is read from its answers. */
class ProviderRequestTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SCHEMA =
      """
      {"type":"object","properties":{
         "summary":{"type":"string","maxLength":200},
         "topics":{"type":"array","items":{"type":"object","properties":{
           "topic":{"type":"string"},"mood":{"enum":["good","bad"]}},
           "required":["topic","mood"],"additionalProperties":false}}},
       "required":["summary","topics"],"additionalProperties":false}
      """;
  private static final LlmRequest BY_SCHEMA =
      new LlmRequest(
          "Sum up.",
          List.of(new ChatMessage.User("Ada: hello")),
          new AnswerSchema("analysis", SCHEMA));

  @ParameterizedTest
  @EnumSource
  void sendsInstructionsConversationKeyAndTools(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      LlmReply reply = service.client.complete(Fixtures.question());

      assertEquals(Optional.of("Hello"), reply.message().text());
      assertEquals(Wire.USAGE, reply.usage());
      FakeServer.Request request = service.server.next();
      assertEquals("POST", request.method());
      assertEquals(wire.path(), request.path());
      assertEquals(Fixtures.KEY, wire.key(request));
      assertEquals(
          1,
          request.headers().values().stream().filter(v -> v.contains(Fixtures.KEY)).count(),
          "the key goes in one header only");
      assertFalse(request.path().contains(Fixtures.KEY));
      JsonNode body = request.body();
      assertEquals("You are Joinly.", wire.system(body));
      assertEquals("Ada: hello", wire.user(body));
      assertEquals(List.of("end_turn"), wire.toolNames(body));
      assertTrue(List.of("required", "any", "ANY").contains(wire.forced(body)), wire.forced(body));
      assertTrue(wire.schema(body).isMissingNode());
      assertFalse(body.path("stream").asBoolean());
    }
  }

  @ParameterizedTest
  @EnumSource
  void agentsShareWhatAsksButEachHasItsKeyItsModelAndItsServer(Wire wire) throws Exception {
    try (Service service = new Service(wire);
        FakeServer own = new FakeServer()) {
      Settings.Llm settings =
          Fixtures.settings(
              wire.variables(service.server), Set.of(own.hostAndPort()), Fixtures.LONG);
      LlmClients clients = new LlmClients(settings, service.noWaiting);
      List<AgentConfig> agents =
          List.of(
              Fixtures.agent(wire),
              Fixtures.agent(wire.provider, wire.model, Map.of(wire.keyVariable, "sk-other-4712")),
              Fixtures.agent(wire.provider, wire.model + "-mini", Map.of()),
              Fixtures.agent(wire));
      for (AgentConfig agent : agents) {
        clients.clientFor(agent).complete(Fixtures.question());
      }
      assertSame(model(clients, settings, agents.get(0)), model(clients, settings, agents.get(3)));
      assertNotSame(
          model(clients, settings, agents.get(1)),
          model(clients, settings, agents.get(1)),
          "its key goes with it");
      Map<String, String> elsewhere = new HashMap<>(wire.variables(own));
      elsewhere.put(wire.keyVariable, "sk-other-4712");
      clients
          .clientFor(Fixtures.agent(wire.provider, wire.model, elsewhere))
          .complete(Fixtures.question());
      clients.close();

      FakeServer.Request first = service.server.next();
      assertEquals(Fixtures.KEY, wire.key(first));
      FakeServer.Request otherKey = service.server.next();
      assertEquals("sk-other-4712", wire.key(otherKey));
      assertEquals(first.text(), otherKey.text());
      FakeServer.Request otherModel = service.server.next();
      assertEquals(Fixtures.KEY, wire.key(otherModel));
      assertTrue((otherModel.path() + otherModel.text()).contains(wire.model + "-mini"));
      FakeServer.Request again = service.server.next();
      assertEquals(Fixtures.KEY, wire.key(again));
      assertEquals(first.path() + first.text(), again.path() + again.text());
      assertEquals("sk-other-4712", wire.key(own.next()));
      assertEquals(0, service.server.waiting());
    }
  }

  private static ProviderModel model(LlmClients clients, Settings.Llm settings, AgentConfig agent) {
    return clients.model(agent, Endpoint.of(agent, settings));
  }

  @ParameterizedTest
  @EnumSource
  void asksForNoToolWhenThereIsNone(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.client.complete(
          new LlmRequest("", List.of(new ChatMessage.User("Sum up.")), List.of()));

      JsonNode body = service.server.next().body();
      assertEquals("", wire.forced(body));
      assertEquals(List.of(), wire.toolNames(body));
      assertFalse(body.path("messages").path(0).path("role").asText().equals("system"));
      assertTrue(body.path("systemInstruction").isMissingNode());
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsParallelToolCalls(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(wire.twoCalls());

      ChatMessage.Assistant answer = service.client.complete(Fixtures.question()).message();

      assertEquals(Optional.empty(), answer.text());
      assertEquals(2, answer.toolCalls().size());
      ChatMessage.ToolCall first = answer.toolCalls().getFirst();
      ChatMessage.ToolCall second = answer.toolCalls().getLast();
      assertEquals("speak_text", first.name());
      assertEquals(JSON.readTree("{\"text\":\"Hi\"}"), JSON.readTree(first.arguments()));
      assertEquals("end_turn", second.name());
      assertEquals(JSON.readTree("{}"), JSON.readTree(second.arguments()));
      assertNotEquals(first.id(), second.id());
      assertFalse(first.id().isBlank());
      assertFalse(second.id().isBlank());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConversationWithoutItsBeginningBeginsWithSomebody(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.client.complete(
          new LlmRequest(
              "You are Joinly.",
              List.of(
                  new ChatMessage.Assistant(Optional.of("As I said."), List.of()),
                  new ChatMessage.Assistant(Optional.empty(), List.of()),
                  new ChatMessage.User(" "),
                  new ChatMessage.User("Ada: hello")),
              List.of(Fixtures.tool("end_turn"))));

      JsonNode body = service.server.next().body();
      assertTrue(wire.user(body).contains("left out"), body.toString());
      assertEquals(
          List.of("user", wire == Wire.GOOGLE ? "model" : "assistant", "user"),
          roles(body),
          "what is empty is not sent");
    }
  }

  private static List<String> roles(JsonNode body) {
    return Wire.texts(body.path(body.has("contents") ? "contents" : "messages"), "/role").stream()
        .filter(role -> !role.equals("system"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, gpt-4.1, true",
    "OPENAI, o3-mini, false",
    "AZURE, gpt-4o, true",
    "AZURE, our-own-name, false",
    "OLLAMA, llama3.2-vision, true",
    "OLLAMA, qwen2.5vl:7b, true",
    "OLLAMA, gemma3:4b, true",
    "OLLAMA, gemma3:1b, false",
    "OLLAMA, llama3.2, false",
    "ANTHROPIC, claude-3-haiku-20240307, true",
    "ANTHROPIC, claude-2.1, false",
    "GOOGLE, gemini-2.0-flash, true",
    "GOOGLE, gemma-3-27b-it, false"
  })
  void picturesGoOnlyToModelsThatTakeThem(Wire wire, String model, boolean takes) throws Exception {
    try (Service service = new Service(wire)) {
      service.client(model).complete(seeing());

      String text = service.server.next().text();
      assertEquals(takes, text.contains("iVBORw0KGgo="), text);
      assertEquals(takes, text.contains("[The picture follows.]"), text);
      assertEquals(!takes, text.contains("does not take pictures"), text);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC"})
  void aModelThatTurnsOutToBeBlindIsSentNoMorePictures(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(
          400, "", wire.error("invalid_request_error", "This model does not support image input."));

      service.client.complete(seeing());

      assertTrue(service.server.next().text().contains("iVBORw0KGgo="));
      assertTrue(service.server.next().text().contains("does not take pictures"));
    }
  }

  private static LlmRequest seeing() {
    return new LlmRequest(
        "",
        List.of(
            new ChatMessage.User("Ada: what do you see?"),
            new ChatMessage.Assistant(
                Optional.empty(),
                List.of(new ChatMessage.ToolCall("1", "get_video_snapshot", "{}"))),
            new ChatMessage.ToolResult(
                "1",
                "get_video_snapshot",
                "",
                Status.DONE,
                List.of(new Image("iVBORw0KGgo=", "image/png")))),
        List.of(Fixtures.tool("end_turn")));
  }

  @ParameterizedTest
  @EnumSource
  void asksForAnAnswerBySchemaInTheServicesOwnWay(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(wire.answer("{\\\"summary\\\":\\\"s\\\",\\\"topics\\\":[]}"));

      LlmReply reply = service.client.complete(BY_SCHEMA);

      assertEquals(Optional.of("{\"summary\":\"s\",\"topics\":[]}"), reply.message().text());
      JsonNode body = service.server.next().body();
      assertEquals(JSON.readTree(SCHEMA), wire.schema(body), "no keyword is lost");
      assertEquals("Sum up.", wire.system(body));
      assertEquals("", wire.forced(body));
      assertEquals(List.of(), wire.toolNames(body));
      switch (wire) {
        case OPENAI, AZURE, OLLAMA -> {
          assertEquals("json_schema", body.at("/response_format/type").asText());
          assertEquals("analysis", body.at("/response_format/json_schema/name").asText());
          assertTrue(body.at("/response_format/json_schema/strict").booleanValue());
        }
        case ANTHROPIC ->
            assertEquals("json_schema", body.at("/output_config/format/type").asText());
        case GOOGLE ->
            assertEquals(
                "application/json", body.at("/generationConfig/responseMimeType").asText());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, 'Invalid parameter: ''response_format'' of type ''json_schema'' is not supported'",
    "AZURE, 'Unknown parameter: response_format'",
    "OLLAMA, 'invalid response_format'",
    "GOOGLE, 'Invalid JSON payload received. Unknown name \\\"responseJsonSchema\\\"'"
  })
  void aServiceThatKnowsNoSchemasIsAskedInWordsFromThenOn(Wire wire, String error)
      throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(400, "", wire.error("invalid_request_error", error));
      service.server.then(wire.answer("```json\\n{\\\"summary\\\":\\\"s\\\"}\\n```"));

      LlmReply reply = service.client.complete(BY_SCHEMA);

      assertEquals(Optional.of("{\"summary\":\"s\"}"), reply.message().text());
      assertFalse(wire.schema(service.server.next().body()).isMissingNode());
      for (int i = 0; i < 2; i++) {
        JsonNode body = service.server.next().body();
        assertTrue(wire.schema(body).isMissingNode());
        assertTrue(wire.system(body).startsWith("Sum up."));
        assertTrue(wire.system(body).contains("\"mood\":{\"enum\":[\"good\",\"bad\"]}"));
        if (i == 0) {
          service.client.complete(BY_SCHEMA);
        }
      }
      service.client.complete(Fixtures.question());
      assertEquals("You are Joinly.", wire.system(service.server.next().body()));
    }
  }

  @Test
  void anOlderClaudeGivesItsAnswerToATool() throws Exception {
    try (Service service = new Service(Wire.ANTHROPIC)) {
      service.server.then(
          400,
          "",
          Wire.ANTHROPIC.error(
              "invalid_request_error", "'claude-x' does not support output format."));
      String call =
          """
          {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[
             {"type":"text","text":"Here it is."},
             {"type":"tool_use","id":"toolu_1","name":"analysis","input":{"summary":"s"}}],
           "stop_reason":"tool_use","usage":{"input_tokens":3,"output_tokens":2}}
          """;
      service.server.then(call);
      service.server.then(call);

      assertEquals(
          JSON.readTree("{\"summary\":\"s\"}"),
          JSON.readTree(service.client.complete(BY_SCHEMA).message().text().orElseThrow()));
      assertFalse(Wire.ANTHROPIC.schema(service.server.next().body()).isMissingNode());
      JsonNode body = service.server.next().body();
      assertTrue(Wire.ANTHROPIC.schema(body).isMissingNode());
      assertEquals("any", Wire.ANTHROPIC.forced(body));
      assertEquals(List.of("analysis"), Wire.ANTHROPIC.toolNames(body));
      assertEquals(
          JSON.readTree(SCHEMA).path("properties"), body.at("/tools/0/input_schema/properties"));

      // One that is known to be old is not even asked the other way.
      ChatMessage.Assistant answer =
          service.client("claude-3-5-haiku-20241022").complete(BY_SCHEMA).message();
      assertEquals(List.of(), answer.toolCalls());
      assertEquals(List.of("analysis"), Wire.ANTHROPIC.toolNames(service.server.next().body()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void usesOneConnectionForRequestsInARow(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.client.complete(Fixtures.question());
      service.client.complete(Fixtures.question());
      service.client("another").complete(Fixtures.question());

      assertEquals(1, service.server.connections());
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendsAgainWhenAPooledConnectionTurnsOutToBeClosed(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.client.complete(Fixtures.question());
      service.server.then(Socket::close);

      assertEquals(
          Optional.of("Hello"), service.client.complete(Fixtures.question()).message().text());
      assertEquals(2, service.server.connections());
    }
  }

  @Test
  void ollamaNeedsNoKeyAndThinksLittle() throws Exception {
    try (FakeServer server = new FakeServer();
        LlmClients clients =
            new LlmClients(Fixtures.settings(Map.of("OLLAMA_URL", server.url() + "/v1/")))) {
      clients
          .clientFor(Fixtures.agent(LlmProvider.OLLAMA, "qwen3:8b", Map.of()))
          .complete(Fixtures.question());

      FakeServer.Request request = server.next();
      assertEquals("/v1/chat/completions", request.path());
      assertFalse(request.headers().containsKey("authorization"));
      assertEquals("none", request.body().path("reasoning_effort").asText());

      server.then(
          400,
          "",
          "{\"error\":{\"message\":\"invalid reasoning value: 'none'\",\"type\":"
              + "\"invalid_request_error\",\"param\":null,\"code\":null}}");
      clients
          .clientFor(Fixtures.agent(LlmProvider.OLLAMA, "old", Map.of()))
          .complete(Fixtures.question());
      server.next();
      assertFalse(server.next().body().has("reasoning_effort"));
    }
  }

  @Test
  void azuresVersionCanBeChosen() throws Exception {
    try (FakeServer server = new FakeServer();
        LlmClients clients =
            new LlmClients(
                Fixtures.settings(
                    Map.of(
                        "AZURE_OPENAI_ENDPOINT", server.url() + "/",
                        "AZURE_OPENAI_API_KEY", "k",
                        "OPENAI_API_VERSION", "2024-10-21")))) {
      clients
          .clientFor(Fixtures.agent(LlmProvider.AZURE_OPENAI, "gpt-5_eu", Map.of()))
          .complete(Fixtures.question());

      FakeServer.Request request = server.next();
      assertEquals(
          "/openai/deployments/gpt-5_eu/chat/completions?api-version=2024-10-21", request.path());
      assertFalse(request.headers().containsKey("authorization"));
    }
  }
}
