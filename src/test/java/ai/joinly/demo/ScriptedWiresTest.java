package ai.joinly.demo;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.AnswerSchema;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmClients;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.repair.Repair;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripted model in the protocols of all providers, asked by the manager's own clients. */
class ScriptedWiresTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MESSAGES = "/v1/messages";
  private static final String GENERATE = "/v1beta/models/m:generateContent";
  private static final String DEPLOYMENT = "/openai/deployments/m/chat/completions?api-version=1";

  private final ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO);
  private final LlmClients clients = clients(llm);

  @AfterEach
  void close() {
    clients.close();
    llm.close();
  }

  private static LlmClients clients(ScriptedLlm llm) {
    return new LlmClients(new Settings.Llm(llm.variables(), Set.of(), Duration.ofSeconds(20), 1));
  }

  private static LlmClient client(LlmClients clients, LlmProvider provider) {
    // A name whose traits let pictures through.
    String model =
        switch (provider) {
          case OPENAI, AZURE_OPENAI -> "gpt-4o";
          case ANTHROPIC -> "claude-sonnet-4-5";
          case GOOGLE -> "gemini-2.5-flash";
          case OLLAMA -> "llava";
        };
    return clients.clientFor(
        AgentConfig.builder("Nova", "https://m.example/x")
            .llmProvider(provider)
            .llmModel(model)
            .build());
  }

  private static LlmRequest request(List<ChatMessage> messages) {
    return new LlmRequest(
        "You are Nova, an assistant who takes part in an online meeting by voice.",
        messages,
        Stream.of(
                "speak_text",
                "send_chat_message",
                "get_participants",
                "get_chat_history",
                "leave_meeting",
                "end_turn")
            .map(name -> new ToolDefinition(name, name, "{\"type\":\"object\",\"properties\":{}}"))
            .toList());
  }

  private static List<String> names(Assistant answer) {
    return answer.toolCalls().stream().map(ToolCall::name).toList();
  }

  /** Asks, and lets each call of the answer come to {@code result}. */
  private static Assistant round(LlmClient client, List<ChatMessage> messages, String result)
      throws Exception {
    Assistant answer = client.complete(request(messages)).message();
    messages.add(answer);
    for (ToolCall call : answer.toolCalls()) {
      messages.add(new ToolResult(call.id(), call.name(), result, Status.DONE, List.of()));
    }
    return answer;
  }

  @ParameterizedTest
  @EnumSource
  void aTurnTakesItsRoundsAndTheNextOneRemembersThem(LlmProvider provider) throws Exception {
    LlmClient client = client(clients, provider);
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(new User("Ada: The release is planned for Thursday."));
    messages.add(new User("Ada: Nova, who is here?"));

    assertEquals(
        List.of("get_participants"),
        names(round(client, messages, "[{\"name\":\"Grace\"},{\"name\":\"Ada\"}]")));
    Assistant spoken = round(client, messages, "Finished speaking.");
    assertEquals(
        "Ada and Grace are here, and I am.",
        JSON.readTree(spoken.toolCalls().getFirst().arguments()).path("text").asText());
    assertEquals(List.of("end_turn"), names(round(client, messages, "Turn ended.")));

    messages.add(new User("Grace: Nova, please write that to the chat."));
    assertEquals(
        List.of("send_chat_message", "speak_text"), names(round(client, messages, "Done.")));
    assertEquals(List.of("end_turn"), names(round(client, messages, "Turn ended.")));
    assertEquals(5, llm.requests());
  }

  @ParameterizedTest
  @EnumSource
  void picturesAreNothingThatSomebodySaid(LlmProvider provider) throws Exception {
    LlmClient client = client(clients, provider);
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(new User("Ada: Nova, who is here?"));
    Assistant answer = client.complete(request(messages)).message();
    ToolCall call = answer.toolCalls().getFirst();
    messages.add(answer);
    messages.add(
        new ToolResult(
            call.id(),
            call.name(),
            "[{\"name\":\"Grace\"}]",
            Status.DONE,
            List.of(new Image("iVBORw0KGgo=", "image/png"))));

    assertEquals(List.of("speak_text"), names(client.complete(request(messages)).message()));
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerFollowsTheSchemaThatIsAskedFor(LlmProvider provider) throws Exception {
    LlmReply reply =
        client(clients, provider)
            .complete(
                new LlmRequest(
                    "Sum up.",
                    List.of(new User("Ada: The release is planned for Thursday.")),
                    new AnswerSchema(
                        "analysis",
                        """
                        {"type":"object","properties":{
                           "summary":{"type":"string"},"points":{"type":"array"},
                           "mood":{"type":"string","enum":["good","bad"]},
                           "count":{"type":"integer"},"due":{"type":["null","string"]}},
                         "required":["summary","points","mood","count","due"],
                         "additionalProperties":false}
                        """)));

    JsonNode answer = JSON.readTree(reply.message().text().orElseThrow());
    assertTrue(answer.path("summary").asText().contains("Thursday"), answer.toString());
    assertEquals("good", answer.path("mood").asText());
    assertTrue(answer.path("points").isArray());
    assertTrue(answer.path("due").isNull());
    assertTrue(reply.usage().input() > 0);
    assertTrue(reply.usage().output() > 0);
  }

  @ParameterizedTest
  @EnumSource
  void aCallWithoutItsResultIsRefused(LlmProvider provider) throws Exception {
    LlmClient client = client(clients, provider);
    List<ToolCall> calls =
        List.of(new ToolCall("c1", "look", "{}"), new ToolCall("c2", "listen", "{}"));
    ToolResult first = new ToolResult("c1", "look", "ok", Status.DONE, List.of());
    for (List<ChatMessage> messages :
        List.<List<ChatMessage>>of(
            List.of(
                new User("Ada: Hi."),
                new Assistant(Optional.empty(), calls),
                first,
                new User("Ada: Nova?")),
            List.of(new User("Ada: Hi."), new Assistant(Optional.empty(), calls)),
            List.of(new User("Ada: Hi."), first))) {
      // It is refused first, and answered with the call in words.
      assertTrue(client.complete(request(messages)).repairs().contains(Repair.FLATTEN_TOOLS));
    }
  }

  @Test
  void geminisCallsNeedTheirSignature() throws Exception {
    LlmReply reply =
        client(clients, LlmProvider.GOOGLE)
            .complete(
                request(
                    List.of(
                        new User("Ada: Hi."),
                        new Assistant(Optional.empty(), List.of(new ToolCall("c1", "look", "{}"))),
                        new ToolResult("c1", "look", "ok", Status.DONE, List.of()))));

    assertEquals(List.of(Repair.FLATTEN_TOOLS), reply.repairs());
  }

  @ParameterizedTest
  @EnumSource
  void noticesThatAClientHangsUp(LlmProvider provider) throws Exception {
    try (ScriptedLlm thinking = ScriptedLlm.start(0, Duration.ofMinutes(5));
        LlmClients others = clients(thinking)) {
      LlmClient hasty = client(others, provider);
      FutureTask<Object> task =
          new FutureTask<>(() -> hasty.complete(request(List.of(new User("Ada: Hi.")))));
      Thread caller = Thread.ofVirtual().start(task);
      eventually("the condition holds", () -> thinking.requests() == 1);

      caller.interrupt();

      eventually("the condition holds", () -> thinking.aborted() == 1);
    }
  }

  @Test
  void everyProviderLeadsHere() {
    Map<String, Secret> variables = llm.variables();

    assertEquals(llm.baseUrl().toString(), variables.get("OPENAI_BASE_URL").value());
    assertEquals(9, variables.size());
    assertTrue(
        variables.entrySet().stream()
            .filter(variable -> !variable.getKey().endsWith("_API_KEY"))
            .allMatch(variable -> variable.getValue().value().contains("127.0.0.1")));
  }

  static Stream<Arguments> refused() {
    String good = "\"messages\":[{\"role\":\"user\",\"content\":\"Ada: Hi.\"}]";
    String tools = "\"tools\":[{\"name\":\"x\",\"input_schema\":{\"type\":\"object\"}}]";
    return Stream.of(
        // Anthropic
        Arguments.of(MESSAGES, "{" + good + ",\"max_tokens\":9}"),
        Arguments.of(MESSAGES, "{\"model\":\"m\"," + good + "}"),
        Arguments.of(MESSAGES, "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[]}"),
        Arguments.of(
            MESSAGES,
            "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"assistant\","
                + "\"content\":\"Hi.\"}]}"),
        Arguments.of(
            MESSAGES,
            "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\","
                + "\"content\":[{\"type\":\"text\",\"text\":\" \"}]}]}"),
        Arguments.of(
            MESSAGES,
            "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\","
                + "\"content\":\"Hi.\"},{\"role\":\"system\",\"content\":\"x\"}]}"),
        Arguments.of(
            MESSAGES,
            "{\"model\":\"m\",\"max_tokens\":9,\"tool_choice\":{\"type\":\"any\"}," + good + "}"),
        Arguments.of(
            MESSAGES,
            "{\"model\":\"m\",\"max_tokens\":9,\"tools\":[{\"name\":\"x y\"}]," + good + "}"),
        Arguments.of(
            MESSAGES,
            "{\"model\":\"m\",\"max_tokens\":9,\"output_config\":{\"format\":{\"type\":"
                + "\"json_schema\",\"schema\":{\"type\":\"object\"}}},"
                + tools
                + ","
                + good
                + "}"),
        Arguments.of(MESSAGES, "{"),
        // Google
        Arguments.of(GENERATE, "{}"),
        Arguments.of(GENERATE, "{\"contents\":[{\"role\":\"user\",\"parts\":[]}]}"),
        Arguments.of(
            GENERATE, "{\"contents\":[{\"role\":\"model\",\"parts\":[{\"text\":\"Hi.\"}]}]}"),
        Arguments.of(
            GENERATE,
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi.\"}]}],"
                + "\"tools\":[{\"functionDeclarations\":[{\"name\":\"x\",\"parameters\":"
                + "{\"type\":\"OBJECT\",\"properties\":{}}}]}]}"),
        Arguments.of(
            GENERATE,
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi.\"}]}],"
                + "\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\"}}}"),
        Arguments.of(
            GENERATE,
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi.\"}]}],"
                + "\"generationConfig\":{\"responseJsonSchema\":{\"type\":\"object\"}}}"),
        Arguments.of(GENERATE, "["),
        // Azure
        Arguments.of(DEPLOYMENT, "{\"messages\":[]}"),
        Arguments.of(
            DEPLOYMENT,
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}],"
                + "\"tool_choice\":\"required\"}"),
        Arguments.of(DEPLOYMENT, "{\"messages\":[{\"role\":\"user\"}]}"),
        Arguments.of(
            DEPLOYMENT,
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}],"
                + "\"response_format\":{\"type\":\"json_schema\"}}"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatTheRealServicesRefuse(String path, String body) throws Exception {
    HttpResponse<String> response =
        post(
            path,
            body,
            Map.of(
                "x-api-key", "k", "anthropic-version", "1", "x-goog-api-key", "k", "api-key", "k"));

    assertEquals(400, response.statusCode(), response.body());
    assertTrue(JSON.readTree(response.body()).path("error").has("message"), response.body());
  }

  @Test
  void refusesRequestsWithoutAKeyOrWhatElseTheirHeadMustHave() throws Exception {
    assertEquals(401, post(MESSAGES, "{}", Map.of("anthropic-version", "1")).statusCode());
    assertEquals(400, post(MESSAGES, "{}", Map.of("x-api-key", "k")).statusCode());
    assertEquals(403, post(GENERATE, "{}", Map.of()).statusCode());
    assertEquals(
        404,
        post(GENERATE.replace("generate", "imagine"), "{}", Map.of("x-goog-api-key", "k"))
            .statusCode());
    assertEquals(401, post(DEPLOYMENT, "{}", Map.of()).statusCode());
    assertEquals(
        404,
        post(DEPLOYMENT.replace("?api-version=1", ""), "{}", Map.of("api-key", "k")).statusCode());
    assertEquals(400, post("/ollama/v1/chat/completions", "{}", Map.of()).statusCode());
  }

  private HttpResponse<String> post(String path, String body, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(llm.baseUrl().toString().replace("/v1", "") + path))
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    new HashMap<>(headers).forEach(builder::header);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
