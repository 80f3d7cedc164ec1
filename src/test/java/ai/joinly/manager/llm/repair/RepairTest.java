package ai.joinly.manager.llm.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.FakeServer;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.Service;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.ToolDefinition.Need;
import ai.joinly.manager.llm.Wire;
import ai.joinly.manager.llm.resilience.ModelClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that refuse a request until it is as they want it. */
class RepairTest {
  private static final String OBJECT =
      "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}}}";
  private static final List<ToolDefinition> TOOLS =
      List.of(
          new ToolDefinition("speak_text", "Speaks.", OBJECT),
          new ToolDefinition("get_participants", "Lists.", OBJECT, Need.USEFUL),
          new ToolDefinition("x_t", "Does x.", OBJECT, Need.FURTHER),
          new ToolDefinition("y_t", "Does y.", OBJECT, Need.FURTHER),
          new ToolDefinition("end_turn", "Ends.", "{\"type\":\"object\"}"));

  /** As it comes about when people speak while an agent acts. */
  private static final LlmRequest CONVERSATION =
      new LlmRequest(
          "You are Joinly.",
          List.of(
              new User("Ada: hello"),
              new Assistant(
                  Optional.empty(),
                  List.of(
                      new ToolCall("call.of:" + "x".repeat(40), "speak_text", "{\"text\":\"Hi\"}"),
                      new ToolCall("say-1", "end_turn", "{}"))),
              new ToolResult(
                  "call.of:" + "x".repeat(40), "speak_text", "Said.", Status.DONE, List.of()),
              new ToolResult("say-1", "end_turn", "Ended.", Status.DONE, List.of()),
              new User("Ada: and now?"),
              new User("Ben: yes, now?")),
          TOOLS);

  private static final LlmRequest ENDS_WITH_ANSWER =
      new LlmRequest(
          "You are Joinly.",
          List.of(new User("Ada: hello"), new Assistant(Optional.of("Hi."), List.of())),
          TOOLS);

  private static final LlmRequest PICTURE =
      new LlmRequest(
          "You are Joinly.",
          List.of(
              new User("Ada: look"),
              new Assistant(Optional.empty(), List.of(new ToolCall("a1", "x_t", "{}"))),
              new ToolResult(
                  "a1", "x_t", "", Status.DONE, List.of(new Image("iVBORw0KGgo=", "image/png")))),
          TOOLS);

  /** What a server says, and what it says it of. */
  record Row(
      String kind, int status, String said, LlmRequest request, Predicate<JsonNode> minded) {}

  private static List<String> roles(JsonNode body) {
    return Wire.texts(body.path(body.has("contents") ? "contents" : "messages"), "/role");
  }

  private static boolean follows(JsonNode body, String role, String before) {
    List<String> roles = roles(body);
    return IntStream.range(1, roles.size())
        .anyMatch(i -> roles.get(i).equals(role) && roles.get(i - 1).equals(before));
  }

  /** As the templates of many models count: calls and results do not count. */
  private static boolean doesNotAlternate(JsonNode body) {
    List<String> roles = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      String role = message.path("role").asText();
      if (role.equals("user") || (role.equals("assistant") && !message.has("tool_calls"))) {
        roles.add(role);
      }
    }
    return IntStream.range(0, roles.size())
        .anyMatch(i -> roles.get(i).equals("user") != (i % 2 == 0));
  }

  private static List<String> ids(JsonNode body) {
    List<String> ids = new ArrayList<>();
    for (String field : List.of("tool_call_id", "tool_use_id", "id")) {
      body.path("messages").findValues(field).forEach(id -> ids.add(id.asText()));
    }
    return ids;
  }

  private static boolean hasTool(JsonNode body, String name) {
    return body.path("tools").toString().contains("\"" + name + "\"");
  }

  private static boolean hasSystem(JsonNode body) {
    return roles(body).contains("system") || body.has("system") || body.has("systemInstruction");
  }

  private static boolean isForced(JsonNode body) {
    return body.path("tool_choice").asText().equals("required")
        || body.at("/tool_choice/type").asText().equals("any")
        || body.at("/toolConfig/functionCallingConfig/mode").asText().equals("ANY");
  }

  private static boolean hasPicture(JsonNode body) {
    return body.toString().contains("iVBORw0KGgo");
  }

  private static boolean hasSeveralCalls(JsonNode body) {
    return body.path("messages").findValues("tool_calls").stream().anyMatch(c -> c.size() > 1);
  }

  private static Predicate<JsonNode> anyId(String pattern) {
    return body -> ids(body).stream().anyMatch(id -> !id.matches(pattern));
  }

  private static List<Row> ofChatCompletions() {
    return List.of(
        new Row(
            "Mistral: user after tool",
            400,
            "Unexpected role 'user' after role 'tool'",
            CONVERSATION,
            body -> follows(body, "user", "tool")),
        new Row(
            "vLLM: alternate",
            400,
            "After the optional system message, conversation roles must alternate"
                + " user/assistant/user/assistant/...",
            CONVERSATION,
            RepairTest::doesNotAlternate),
        new Row(
            "llama.cpp: alternate, as a failure of the server",
            500,
            "Error: Jinja Exception: Conversation roles must alternate user/assistant",
            CONVERSATION,
            RepairTest::doesNotAlternate),
        new Row(
            "llama-cpp-python: a template that wants content",
            500,
            "'dict object' has no attribute 'content'",
            CONVERSATION,
            body -> body.path("messages").valueStream().anyMatch(m -> !m.has("content"))),
        new Row(
            "Gemma: only user and assistant, no system",
            400,
            "Conversation roles must alternate user/assistant/user/assistant/...",
            CONVERSATION,
            body -> doesNotAlternate(body) || roles(body).contains("tool") || hasSystem(body)),
        new Row(
            "DeepSeek: successive users",
            400,
            "deepseek-reasoner does not support successive user or assistant messages",
            CONVERSATION,
            body -> follows(body, "user", "user")),
        new Row(
            "Perplexity: the last is the user's",
            400,
            "Last message must have role `user` or `tool`.",
            ENDS_WITH_ANSWER,
            body -> roles(body).getLast().equals("assistant")),
        new Row(
            "Mistral: the last role",
            400,
            "Expected last role User or Tool (or Assistant with prefix True) for serving but got"
                + " assistant",
            ENDS_WITH_ANSWER,
            body -> roles(body).getLast().equals("assistant")),
        new Row(
            "vLLM: no system role",
            400,
            "System role not supported",
            CONVERSATION,
            RepairTest::hasSystem),
        new Row(
            "o1: no system role",
            400,
            "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            CONVERSATION,
            RepairTest::hasSystem),
        new Row(
            "Ministral: got system",
            500,
            "Only user, assistant and tool roles are supported, got system.",
            CONVERSATION,
            RepairTest::hasSystem),
        new Row(
            "Mistral: ids",
            400,
            "Tool call id was say-1 but must be a-z, A-Z, 0-9, with a length of 9.",
            CONVERSATION,
            anyId("[a-zA-Z0-9]{9}")),
        new Row(
            "llama.cpp: ids",
            500,
            "Tool call IDs should be alphanumeric strings with length 9! at row 91",
            CONVERSATION,
            anyId("[a-zA-Z0-9]{9}")),
        new Row(
            "OpenAI: ids of 40",
            400,
            "Invalid 'messages[2].tool_calls[0].id': string too long. Expected a string with"
                + " maximum length 40, but got a string with length 48 instead.",
            CONVERSATION,
            anyId(".{1,40}")),
        new Row(
            "Llama template: one call at a time",
            400,
            "This model only supports single tool-calls at once!",
            CONVERSATION,
            RepairTest::hasSeveralCalls),
        new Row(
            "OpenAI: a tool's schema",
            400,
            "Invalid schema for function 'x_t': In context=('properties', 'tags'), array schema"
                + " missing items.",
            CONVERSATION,
            body -> hasTool(body, "x_t")),
        new Row(
            "joinly's own, named by its place",
            400,
            "Invalid 'tools[1].function.parameters': unknown keyword.",
            CONVERSATION,
            body -> hasTool(body, "get_participants")),
        new Row(
            "Ollama: a schema without a name",
            400,
            "json: cannot unmarshal array into Go struct field .tools.function.parameters of type"
                + " string",
            CONVERSATION,
            body -> hasTool(body, "x_t") || hasTool(body, "y_t")),
        new Row(
            "no reason given",
            400,
            "Provider returned error",
            CONVERSATION,
            body -> hasTool(body, "y_t")),
        new Row(
            "Groq: few tools",
            400,
            "'tools' : maximum number of items is 4",
            CONVERSATION,
            body -> body.path("tools").size() > 4),
        new Row(
            "many tools, no number",
            400,
            "Too many tools were sent",
            CONVERSATION,
            body -> body.path("tools").size() > 3),
        new Row(
            "vLLM: required",
            400,
            "tool_choice = \\\"required\\\" is not supported!",
            CONVERSATION,
            RepairTest::isForced),
        new Row(
            "OpenRouter: tool choice",
            404,
            "No endpoints found that support the provided 'tool_choice' value.",
            CONVERSATION,
            RepairTest::isForced),
        new Row(
            "DeepSeek: tool choice",
            400,
            "Thinking mode does not support this tool_choice",
            CONVERSATION,
            RepairTest::isForced),
        new Row(
            "parallel calls",
            400,
            "Parallel tool calls are not supported with this model",
            new LlmRequest("", List.of(new User("Ada: hello")), TOOLS),
            body -> body.has("parallel_tool_calls")));
  }

  private static List<Row> ofMessages() {
    return List.of(
        new Row(
            "alternate",
            400,
            "messages: roles must alternate between \\\"user\\\" and \\\"assistant\\\", but found"
                + " multiple \\\"user\\\" roles in a row",
            CONVERSATION,
            body -> follows(body, "user", "user")),
        new Row(
            "prefill",
            400,
            "This model does not support assistant message prefill. The conversation must end with"
                + " a user message.",
            ENDS_WITH_ANSWER,
            body -> roles(body).getLast().equals("assistant")),
        new Row(
            "ids",
            400,
            "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'",
            CONVERSATION,
            anyId("[a-zA-Z0-9_-]+")),
        new Row(
            "a tool at its place",
            400,
            "tools.2.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft"
                + " 2020-12",
            CONVERSATION,
            body -> hasTool(body, "x_t")),
        new Row(
            "tool choice",
            400,
            "Thinking may not be enabled when tool_choice forces tool use.",
            CONVERSATION,
            RepairTest::isForced),
        new Row(
            "pictures",
            400,
            "This model does not support image input",
            PICTURE,
            RepairTest::hasPicture));
  }

  private static List<Row> ofGenerateContent() {
    return List.of(
        new Row(
            "order of calls",
            400,
            "Please ensure that multiturn requests alternate between user and model.",
            CONVERSATION,
            body -> follows(body, "user", "user")),
        new Row(
            "no instructions",
            400,
            "Developer instruction is not enabled for models/gemma-3-27b-it",
            CONVERSATION,
            RepairTest::hasSystem),
        new Row(
            "a tool at its place",
            400,
            "* GenerateContentRequest.tools[0].function_declarations[2].parameters.properties[tags]"
                + ".items: missing field.",
            CONVERSATION,
            body -> hasTool(body, "x_t")),
        new Row(
            "few tools",
            400,
            "tools[0].function_declarations: [FIELD_INVALID] At most 4 function declarations can be"
                + " specified.",
            CONVERSATION,
            body -> body.at("/tools/0/functionDeclarations").size() > 4),
        new Row(
            "too complex",
            400,
            "The specified schema produces a constraint that has too many states for serving.",
            CONVERSATION,
            body -> hasTool(body, "x_t") || hasTool(body, "y_t")),
        new Row(
            "forced calls",
            400,
            "Forced function calling (mode = ANY) is not supported for this model",
            CONVERSATION,
            RepairTest::isForced));
  }

  static Stream<Arguments> rows() {
    return Stream.of(Wire.values())
        .flatMap(
            wire ->
                (switch (wire) {
                      case OPENAI, OLLAMA, AZURE -> ofChatCompletions();
                      case ANTHROPIC -> ofMessages();
                      case GOOGLE -> ofGenerateContent();
                    })
                    .stream()
                        .filter(row -> !row.kind().equals("parallel calls") || wire != Wire.OLLAMA)
                        .map(row -> Arguments.of(wire, row.kind(), row)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rows")
  void aRefusedRequestIsRepairedOnceForAllAgents(Wire wire, String kind, Row row) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.refuse(
          row.status(),
          wire.error("invalid_request", row.said()),
          request -> row.minded().test(request.body()));

      LlmReply reply = service.client.complete(row.request());

      assertEquals(Optional.of("Hello"), reply.message().text());
      assertTrue(service.server.waiting() > 1, "it was refused first");
      assertFalse(reply.repairs().isEmpty());
      assertEquals(List.of(), service.waits, "a repair waits for nothing");
      JsonNode repaired = last(service.server);
      assertTrue(
          hasTool(repaired, "speak_text") && hasTool(repaired, "end_turn"), repaired.toString());
      assertTrue(repaired.toString().contains("Ada: "), repaired.toString());
      assertTrue(
          repaired.toString().contains("You are Joinly.")
              || row.request().systemPrompt().isEmpty());

      LlmClient another =
          service.clients.clientFor(
              Fixtures.agent(wire.provider, wire.model, Map.of(wire.keyVariable, "sk-other-4712")));
      assertEquals(List.of(), another.complete(row.request()).repairs());
      service.client.complete(row.request());
      assertEquals(2, service.server.waiting(), "the next requests are right at once");
      for (JsonNode body : List.of(service.server.next().body(), service.server.next().body())) {
        assertFalse(row.minded().test(body), body.toString());
      }
    }
  }

  private static JsonNode last(FakeServer server) throws InterruptedException {
    JsonNode body = server.next().body();
    while (server.waiting() > 0) {
      body = server.next().body();
    }
    return body;
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenConversationIsFlattenedWithoutBlamingTheServer(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(
          400,
          "",
          wire.error("x", "`tool_use` ids were found without `tool_result` blocks after: a."));

      assertEquals(List.of(Repair.FLATTEN_TOOLS), service.client.complete(CONVERSATION).repairs());
      String flat = last(service.server).toString();
      assertTrue(flat.contains("[You used your tool speak_text"), flat);

      service.client.complete(CONVERSATION);
      assertFalse(last(service.server).toString().contains("[You used your tool"));
    }
  }

  @Test
  void whatCannotBeRepairedIsRefusedAfterAFewRequestsAndOpensTheCircuit() {
    try (Service service = new Service(Wire.OPENAI)) {
      service.server.refuse(
          400, Wire.OPENAI.error("x", "Conversation roles must alternate"), request -> true);
      for (int i = 0; i < 3; i++) {
        LlmException e =
            assertThrows(LlmException.class, () -> service.client.complete(CONVERSATION));
        assertEquals(LlmException.Category.REQUEST_REFUSED, e.category());
      }
      assertTrue(service.server.waiting() <= 12, "requests: " + service.server.waiting());
      int before = service.server.waiting();

      assertEquals(LlmException.Category.CIRCUIT_OPEN, Fixtures.failure(service.client).category());
      assertEquals(before, service.server.waiting());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatDidNotHelpIsNotRemembered(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.refuse(
          400, wire.error("x", "Conversation roles must alternate"), request -> true);
      Fixtures.failure(service.client);
      service.server.refuse(400, "", request -> false);
      last(service.server);

      service.client.complete(CONVERSATION);

      assertTrue(hasSystem(last(service.server)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void moreToolsThanAnyProviderTakesAreCutInAdvance(Wire wire) throws Exception {
    List<ToolDefinition> tools = new ArrayList<>();
    tools.add(TOOLS.getFirst());
    for (int i = 0; i < 200; i++) {
      tools.add(new ToolDefinition("s_tool" + i, "Does it.", OBJECT, Need.FURTHER));
    }
    tools.add(TOOLS.getLast());
    LlmRequest request = new LlmRequest("", List.of(new User("Ada: hello")), tools);
    try (Service service = new Service(wire)) {
      LlmReply reply = service.client.complete(request);

      List<String> sent = wire.toolNames(service.server.next().body());
      assertEquals(128, sent.size());
      assertEquals("speak_text", sent.getFirst());
      assertEquals("s_tool125", sent.get(126));
      assertEquals("end_turn", sent.getLast());
      assertEquals(1, reply.notes().size());
      assertTrue(reply.notes().getFirst().contains("s_tool126"), reply.notes().toString());
      assertEquals(List.of(), service.client.complete(request).notes(), "it is said once");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aToolThatIsLeftOutIsSaidInTheAgentsLog(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.refuse(
          400,
          wire.error("x", "Invalid schema for function 'x_t': no."),
          request -> hasTool(request.body(), "x_t"));

      LlmReply reply = service.client.complete(CONVERSATION);

      assertEquals(List.of(Repair.LEAVE_OUT_TOOL), reply.repairs());
      assertEquals(
          List.of("The language model does not accept all tools; omitted: x_t"), reply.notes());
      assertTrue(hasTool(last(service.server), "y_t"), "the others stay");
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesThatNoProviderTakesAreChangedAndChangedBack(Wire wire) throws Exception {
    ToolDefinition odd =
        new ToolDefinition(
            "2do.list",
            "Lists.",
            "{\"type\":\"object\",\"properties\":{\"$filter\":{\"type\":\"string\"},\"page\":"
                + "{\"type\":[\"integer\",\"null\"]},\"by\":{\"type\":\"object\",\"properties\":"
                + "{\"id[]\":{\"type\":\"string\"}}}},\"required\":[\"$filter\",\"page\"]}",
            Need.FURTHER);
    LlmRequest request = new LlmRequest("", List.of(new User("Ada: hello")), List.of(odd));
    try (Service service = new Service(wire)) {
      service.client.complete(request);
      JsonNode body = service.server.next().body();
      String name = wire.toolNames(body).getFirst();
      assertTrue(name.matches("[a-zA-Z_][a-zA-Z0-9_-]{0,63}"), name);
      String tools = body.path("tools").toString();
      assertFalse(tools.contains("$filter") || tools.contains("id[]"), tools);
      String filter = sentName(tools, "filter");
      service.server.then(
          wire.twoCalls()
              .replace("speak_text", name)
              .replace("\\\"text\\\":", "\\\"%s\\\":".formatted(filter))
              .replace("{\"text\":\"Hi\"}", "{\"%s\":\"Hi\"}".formatted(filter)));

      Assistant answer = service.client.complete(request).message();

      ToolCall call = answer.toolCalls().getFirst();
      assertEquals("2do.list", call.name());
      assertEquals("{\"$filter\":\"Hi\",\"page\":null}", call.arguments());
      service.server.next();
      service.client.complete(
          new LlmRequest(
              "",
              List.of(
                  new User("Ada: hello"),
                  new Assistant(Optional.empty(), List.of(call), answer.signature()),
                  new ToolResult(call.id(), call.name(), "[]", Status.DONE, List.of())),
              List.of(odd)));
      String history =
          service
              .server
              .next()
              .body()
              .path(wire == Wire.GOOGLE ? "contents" : "messages")
              .toString();
      assertTrue(history.contains(name) && history.contains(filter), history);
      assertFalse(history.contains("2do.list") || history.contains("$filter"), history);
    }
  }

  private static String sentName(String tools, String part) {
    return Pattern.compile("\"([a-zA-Z0-9_.-]*" + part + "[a-zA-Z0-9_.-]*)\":")
        .matcher(tools)
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "AZURE", "OLLAMA"})
  void aCallThatTheServerCannotReadIsAskedForAgainThenWithoutForce(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.refuse(
          400,
          wire.error("tool_use_failed", "Failed to call a function. Please adjust your prompt."),
          request -> isForced(request.body()));
      for (int i = 0; i < 5; i++) {
        LlmReply reply = service.client.complete(CONVERSATION);
        assertEquals(List.of(Repair.REPEAT), reply.repairs());
        assertEquals(3, service.server.waiting());
        assertTrue(isForced(service.server.next().body()));
        assertTrue(isForced(service.server.next().body()), "by chance");
        assertFalse(isForced(service.server.next().body()));
      }
      service.server.refuse(
          400, wire.error("tool_use_failed", "Failed to call a function."), request -> true);
      for (int i = 0; i < 5; i++) {
        assertEquals(
            LlmException.Category.BAD_ANSWER,
            Fixtures.failure(service.client).category(),
            "it never opens the circuit");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE"})
  void geminisUnreadableCallIsAskedForAgainThenWithoutForce(String reason) throws Exception {
    try (Service service = new Service(Wire.GOOGLE)) {
      String nothing =
          "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"%s\"}]}"
              .formatted(reason);
      service.server.then(nothing);
      service.server.then(nothing);

      assertEquals(List.of(Repair.REPEAT), service.client.complete(CONVERSATION).repairs());

      assertTrue(isForced(service.server.next().body()));
      assertTrue(isForced(service.server.next().body()));
      assertFalse(isForced(service.server.next().body()));
    }
  }

  @Test
  void aServerThatRefusesOneAfterTheOtherIsAnsweredInOneRequest() throws Exception {
    try (Service service = new Service(Wire.OPENAI)) {
      FakeServer server = service.server;
      server.then(400, "", Wire.OPENAI.error("x", "temperature is not supported"));
      server.then(400, "", Wire.OPENAI.error("x", "Invalid schema for function 'x_t'"));
      server.then(400, "", Wire.OPENAI.error("x", "Tool call id was a but must be"));
      server.then(400, "", Wire.OPENAI.error("x", "System role not supported"));
      server.then(500, "", Wire.OPENAI.error("x", "only supports single tool-calls at once"));

      assertEquals(
          List.of(
              Repair.LEAVE_OUT_PARAMETER,
              Repair.LEAVE_OUT_TOOL,
              Repair.SHORT_CALL_IDS,
              Repair.FOLD_SYSTEM,
              Repair.SINGLE_CALLS),
          service.client.complete(CONVERSATION).repairs());
      assertEquals(6, server.waiting());
    }
  }

  @Test
  void aRepairIsOneLineOfTheProcessLogWithoutWordsAndKeys() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(
                line.getLevel()
                    + " "
                    + MessageFormat.format(line.getMessage(), line.getParameters()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(ModelClient.class.getName());
    logger.addHandler(handler);
    try (Service service = new Service(Wire.OPENAI)) {
      service.server.refuse(
          400,
          Wire.OPENAI.error("x", "System role not supported: Ada: hello " + Fixtures.KEY),
          request -> hasSystem(request.body()));

      service.client.complete(CONVERSATION);
      service.client.complete(CONVERSATION);

      assertEquals(1, lines.size(), lines.toString());
      String line = lines.getFirst();
      assertTrue(line.startsWith("WARNING The language model gpt-4o at the server that"), line);
      assertTrue(line.endsWith("fold_system"), line);
      assertFalse(line.contains("Ada") || line.contains(Fixtures.KEY), line);
    } finally {
      logger.removeHandler(handler);
    }
  }
}
