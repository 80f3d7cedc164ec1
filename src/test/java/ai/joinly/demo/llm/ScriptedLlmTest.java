package ai.joinly.demo.llm;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmClients;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripted model over a real socket, asked by the manager's own client. */
class ScriptedLlmTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SYSTEM =
      "You are Nova, an assistant who takes part in an online meeting by voice.";
  private static final User RELEASE = new User("Ada: The release is planned for Thursday.");

  private final ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO);
  private final LlmClients clients = clients(llm);
  private final LlmClient client = clients.clientFor(AgentConfig.of("Nova", "https://m.example/x"));

  @AfterEach
  void close() {
    clients.close();
    llm.close();
  }

  private static LlmClients clients(ScriptedLlm llm) {
    return new LlmClients(
        new Settings.Llm(
            Map.of(
                "OPENAI_BASE_URL", new Secret(llm.baseUrl().toString()),
                "OPENAI_API_KEY", new Secret("scripted")),
            Set.of(),
            Duration.ofSeconds(20),
            1));
  }

  private static LlmRequest request(ChatMessage... messages) {
    return new LlmRequest(
        SYSTEM,
        List.of(messages),
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

  private List<ToolCall> ask(ChatMessage... messages) throws Exception {
    return client.complete(request(messages)).message().toolCalls();
  }

  private static String spoken(List<ToolCall> calls) throws Exception {
    assertEquals(List.of("speak_text"), calls.stream().map(ToolCall::name).toList());
    return argument(calls.getFirst(), "text");
  }

  private static String argument(ToolCall call, String name) throws Exception {
    return JSON.readTree(call.arguments()).path(name).asText();
  }

  private static List<ChatMessage> round(String tool, String result) {
    return List.of(
        new Assistant(Optional.empty(), List.of(new ToolCall("c1", tool, "{\"text\":\"…\"}"))),
        new ToolResult("c1", tool, result, Status.DONE, List.of()));
  }

  private static ChatMessage[] conversation(Object... parts) {
    List<ChatMessage> messages = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof List<?> some) {
        some.forEach(message -> messages.add((ChatMessage) message));
      } else {
        messages.add((ChatMessage) part);
      }
    }
    return messages.toArray(ChatMessage[]::new);
  }

  @Test
  void staysSilentWhenItIsNotMeant() throws Exception {
    assertEquals("end_turn", ask(new User("Ada: Grace, innovation matters.")).getFirst().name());
  }

  @Test
  void greetsWhoeverGreets() throws Exception {
    String words = spoken(ask(new User("Ada: Hello Nova, can you hear us?")));

    assertTrue(words.startsWith("Hello Ada"), words);
    assertTrue(words.contains("Nova"), words);
  }

  @Test
  void sumsUpWhatWasSaid() throws Exception {
    String words =
        spoken(
            ask(
                RELEASE,
                new User("Grace: The rollback script is not tested yet."),
                new User("Ada: Nova, please sum up.")));

    assertTrue(words.contains("Ada said: The release is planned for Thursday."), words);
    assertTrue(words.contains("Grace said: The rollback script is not tested yet."), words);
  }

  @Test
  void notesOfTheManagerAreNobodysWords() throws Exception {
    String words =
        spoken(
            ask(
                new User("[The earlier messages are left out.]"),
                new User("Ada Meyer: Fine, then we ship on Friday.\n[Said: something else here.]"),
                new User("Grace: I will tell the support team on Thursday. Nova, sum up please.")));

    assertEquals(
        "Here is what I have so far. Decided: we ship on Friday."
            + " Grace, by Thursday: tell the support team.",
        words);
  }

  @Test
  void findsOutWhoIsHereAndSaysIt() throws Exception {
    User question = new User("Ada: Nova, who is here?");
    assertEquals("get_participants", ask(question).getFirst().name());

    String words =
        spoken(
            ask(
                conversation(
                    question,
                    round(
                        "get_participants",
                        "[{\"name\":\"Grace\"},{\"name\":\"Nova\"},{\"name\":\"Ada\"}]"))));

    assertEquals("Ada and Grace are here, and I am.", words);
  }

  @Test
  void writesToTheChatAndSaysSo() throws Exception {
    List<ToolCall> calls = ask(RELEASE, new User("Grace: Nova, please write that to the chat."));

    assertEquals(
        List.of("send_chat_message", "speak_text"), calls.stream().map(ToolCall::name).toList());
    assertTrue(argument(calls.getFirst(), "message").contains("Thursday"));
    assertFalse(calls.getFirst().id().equals(calls.getLast().id()));
  }

  @Test
  void readsTheChat() throws Exception {
    User question = new User("Ada: Nova, what does the chat say?");
    assertEquals("get_chat_history", ask(question).getFirst().name());

    String words =
        spoken(
            ask(
                conversation(
                    question,
                    round(
                        "get_chat_history",
                        "{\"messages\":[{\"text\":\"The ticket is R-12\",\"sender\":\"Linus\"},"
                            + "{\"text\":\"mine\",\"sender\":\"Nova\"}]}"))));

    assertEquals("Linus wrote: The ticket is R-12.", words);
  }

  @Test
  void answersFromWhatItHeard() throws Exception {
    User docs = new User("Linus: I will take care of the documentation.");

    assertTrue(spoken(ask(RELEASE, docs, new User("Ada: Nova, when is it?"))).contains("Thursday"));
    assertTrue(
        spoken(ask(RELEASE, docs, new User("Ada: Hey Nova, who does the documentation?")))
            .contains("Linus said"));
    assertTrue(
        spoken(ask(RELEASE, new User("Ada: Nova, what about bananas?"))).contains("nothing"));
  }

  @Test
  void talksLongWhenAskedToAndGivesWayWhenInterrupted() throws Exception {
    User question = new User("Ada: Nova, walk us through the risks.");
    String words = spoken(ask(RELEASE, question));
    assertTrue(words.length() > 500, words);

    List<ChatMessage> cut =
        round("speak_text", "Interrupted by detected speech. Spoken until now: \"Let me\"");
    assertTrue(
        spoken(ask(conversation(question, cut, new User("Linus: Sorry, one moment please."))))
            .contains("Go ahead, Linus"));
    assertTrue(
        spoken(ask(conversation(question, cut, new User("Linus: Nova, that is too long."))))
            .startsWith("Sure, Linus. In one sentence"));
  }

  @Test
  void isDoneAfterItHasSpoken() throws Exception {
    assertEquals(
        "end_turn",
        ask(conversation(new User("Ada: Hi Nova."), round("speak_text", "Finished speaking.")))
            .getFirst()
            .name());
  }

  @Test
  void saysGoodbyeAndLeaves() throws Exception {
    List<ToolCall> calls = ask(new User("Ada: Thank you Nova, goodbye."));

    assertEquals(
        List.of("speak_text", "leave_meeting"), calls.stream().map(ToolCall::name).toList());
  }

  @Test
  void answersEverythingOneToOne() throws Exception {
    LlmRequest request = request(new User("Ada: Good morning."));
    LlmRequest dyadic =
        new LlmRequest(
            SYSTEM + "\nYou are talking with one person.", request.messages(), request.tools());

    assertTrue(spoken(client.complete(dyadic).message().toolCalls()).startsWith("Hello Ada"));
  }

  @Test
  void refusesAConversationWhoseCallsHaveNoResults() throws Exception {
    Assistant call = new Assistant(Optional.empty(), List.of(new ToolCall("c1", "x", "{}")));

    client.complete(request(RELEASE, call, new User("Ada: Nova?")));

    assertEquals(2, llm.requests(), "it is refused first, and answered with the call in words");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "{\"model\":\"x\"}",
        "{\"model\":\"x\",\"messages\":[{\"role\":\"?\"}]}"
      })
  void refusesWhatIsNoRequest(String body) throws Exception {
    assertEquals(400, post("/v1/chat/completions", body, "Bearer x").statusCode());
  }

  @Test
  void speaksHttpAsOpenAiDoes() throws Exception {
    assertEquals(401, post("/v1/chat/completions", "{}", "").statusCode());
    assertEquals(404, post("/v1/other", "{}", "Bearer x").statusCode());
    assertEquals("scripted", json(get("/v1/models")).at("/data/0/id").asText());
  }

  @Test
  void measuresHowLongASpokenTimeTook() throws Exception {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().minusMillis(500));
    ask(new User("Ada: t=" + micros));
    ask(RELEASE);

    JsonNode stats = json(get("/stats"));
    assertEquals(1, stats.path("count").asInt());
    assertEquals(2, stats.path("requests").asInt());
    assertTrue(stats.path("p50_micros").asLong() >= 500_000, stats.toString());
    assertTrue(stats.path("p99_micros").asLong() < 60_000_000, stats.toString());

    assertEquals(0, json(post("/stats/reset", "", "")).path("count").asInt());
  }

  @Test
  void failsAsOftenAsItIsTold() throws Exception {
    assertEquals(200, post("/fail/1", "", "").statusCode());

    assertEquals(500, post("/v1/chat/completions", "{}", "Bearer x").statusCode());
    assertEquals(400, post("/v1/chat/completions", "{}", "Bearer x").statusCode());
  }

  @Test
  void noticesThatAClientHangsUp() throws Exception {
    try (ScriptedLlm thinking = ScriptedLlm.start(0, Duration.ofMinutes(5));
        LlmClients others = clients(thinking)) {
      LlmClient hasty = others.clientFor(AgentConfig.of("Nova", "https://m.example/x"));
      FutureTask<Object> task = new FutureTask<>(() -> hasty.complete(request(RELEASE)));
      Thread caller = Thread.ofVirtual().start(task);
      eventually("the condition holds", () -> thinking.requests() == 1);

      caller.interrupt();

      eventually("the condition holds", () -> thinking.aborted() == 1);
      ScriptedLlm.Abort abort = thinking.aborts().getFirst();
      assertFalse(abort.hungUp().isBefore(abort.arrived()));
    }
  }

  @Test
  void manyMayThinkAtOnce() throws Exception {
    try (ScriptedLlm thinking = ScriptedLlm.start(0, Duration.ofMillis(300));
        LlmClients others = clients(thinking);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        LlmClient one = others.clientFor(AgentConfig.of("Nova", "https://m.example/x"));
        User hello = new User("Ada" + i + ": Hello Nova.");
        answers.add(
            callers.submit(() -> spoken(one.complete(request(hello)).message().toolCalls())));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertTrue(answers.get(i).get(20, TimeUnit.SECONDS).startsWith("Hello Ada" + i + "."));
      }
      assertEquals(0, thinking.aborted());
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  private HttpResponse<String> post(String path, String body, String authorization)
      throws Exception {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
    return send(authorization.isEmpty() ? builder : builder.header("Authorization", authorization));
  }

  private URI uri(String path) {
    return llm.baseUrl().resolve(path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertEquals(200, response.statusCode());
    return JSON.readTree(response.body());
  }
}
