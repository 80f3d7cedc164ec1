package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.agent.AgentFixture.config;
import static ai.joinly.manager.agent.AgentFixture.hear;
import static ai.joinly.manager.agent.AgentFixture.results;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.LlmRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a meeting gets of texts with markup, and what the model knows of it. */
class CleanSpeechTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String MARKED =
      "**Sure** 😀\\n- one\\n- `two`\\nSee [docs](https://a.example/c)";
  private static final String SPOKEN = "Sure. one. two. See docs";

  private final AgentFixture fixture = new AgentFixture();
  private final FakeLlm llm = fixture.llm;
  private AgentId id;
  private FakeSession session;

  @BeforeEach
  void join() throws Exception {
    id = fixture.create(config());
    session = fixture.joined(id);
  }

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  private static List<String> arguments(LlmRequest request) {
    List<String> arguments = new ArrayList<>();
    for (ChatMessage message : request.messages()) {
      if (message instanceof Assistant answer) {
        answer.toolCalls().stream().map(ToolCall::arguments).forEach(arguments::add);
      }
    }
    return arguments;
  }

  @Test
  void aTurnSpeaksAndKeepsPlainWords() throws Exception {
    hear(session, "Ada", "Tell me.");
    llm.next();
    llm.answer(
        "speak_text {\"text\": \"" + MARKED + "\"}",
        "speak_text {\"text\": \"Sure.\\none. _two._ See docs\"}",
        "send_chat_message {\"message\": \"**Plan:** [docs](https://a.example/c_d_e)\"}");
    LlmRequest next = llm.next();
    assertEquals(
        List.of(
            "speak_text {\"text\":\"" + SPOKEN + "\"}",
            "send_chat_message {\"message\":\"Plan: docs (https://a.example/c_d_e)\"}"),
        session.calls);
    assertEquals(
        List.of(
            "{\"text\":\"" + SPOKEN + "\"}",
            "{\"text\":\"" + SPOKEN + "\"}",
            "{\"message\":\"Plan: docs (https://a.example/c_d_e)\"}"),
        arguments(next));
    assertTrue(results(next).get(1).text().startsWith("Not said again"));
    eventually("it is logged", () -> fixture.log(id).contains("Said: " + SPOKEN));
    eventually("it is shown", () -> !fixture.told(id, EventData.ChatWritten.class).isEmpty());
    assertEquals(
        "Plan: docs (https://a.example/c_d_e)",
        fixture.told(id, EventData.ChatWritten.class).getFirst().line().text());
  }

  @Test
  void reasoningIsNeverSpoken() throws Exception {
    hear(session, "Ada", "What time is it?");
    llm.next();
    llm.answer("speak_text {\"text\":\"<think>They want the time.</think>It is four.\"}");
    llm.next();
    assertEquals(List.of("speak_text {\"text\":\"It is four.\"}"), session.calls);
  }

  @Test
  void whereNothingIsLeftTheModelLearnsWhy() throws Exception {
    hear(session, "Ada", "Do you agree?");
    llm.next();
    llm.answer("speak_text {\"text\":\"👍\"}", "send_chat_message {\"message\":\"**\"}");
    LlmRequest next = llm.next();
    assertTrue(
        results(next).get(0).text().startsWith("Not said: nothing that can be spoken is left"),
        results(next).get(0).text());
    assertTrue(results(next).get(0).isError());
    assertTrue(results(next).get(1).text().startsWith("Not sent: nothing is left"));
    assertTrue(results(next).get(1).isError());
    assertEquals(List.of("{\"text\":\"👍\"}", "{\"message\":\"**\"}"), arguments(next));
    assertEquals(List.of(), session.calls);
    eventually(
        "the log says why",
        () ->
            fixture
                .log(id)
                .contains("Something was not said: the text has no words that can be spoken"));
    llm.answer("speak_text {\"text\":\"Yes.\"}", "end_turn");
    eventually("it spoke", () -> fixture.log(id).contains("Said: Yes."));
  }

  @Test
  void anInterruptedSpeechIsComparedAsItWasSpoken() throws Exception {
    session.speechesWait = true;
    hear(session, "Ada", "Tell me.");
    llm.next();
    llm.answer("speak_text {\"text\":\"" + MARKED + "\"}");
    CompletableFuture<String> speech = session.speeches.poll(10, TimeUnit.SECONDS);
    speech.complete("Interrupted by detected speech. Spoken until now: \"Sure. one...\"");
    eventually(
        "it was interrupted",
        () -> fixture.log(id).contains("Was interrupted after saying: Sure. one"));
    hear(session, "Ada", "Go on.");
    assertEquals(
        "Someone spoke over you. People heard: \"Sure. one\""
            + " They did not hear: \". two. See docs\"",
        results(llm.next()).getFirst().text());
  }

  @Test
  void anOperatorsWordsAreCleanedToo() throws Exception {
    fixture.agents.say(id, "**Hello** 👋\n- all", LONG);
    fixture.agents.write(id, "# Plan\n**now** 👍", LONG);
    assertEquals(
        List.of(
            "speak_text {\"text\":\"Hello. all\"}",
            "send_chat_message {\"message\":\"Plan\\nnow 👍\"}"),
        session.calls);
    assertTrue(fixture.log(id).contains("Said: Hello. all"));
    hear(session, "Ada", "What?");
    assertEquals(
        List.of("{\"text\":\"Hello. all\"}", "{\"message\":\"Plan\\nnow 👍\"}"),
        arguments(llm.next()));
  }

  @Test
  void codeIsWrittenAsItIs() throws Exception {
    String message = "Run:\\n```\\n# all\\nrm -rf *.txt *.log\\n```";
    String written = "send_chat_message {\"message\":\"Run:\\n# all\\nrm -rf *.txt *.log\"}";
    hear(session, "Ada", "Joe, how do I clean up?");
    llm.next();
    llm.answer("send_chat_message {\"message\":\"" + message + "\"}");
    assertEquals(List.of(written.substring("send_chat_message ".length())), arguments(llm.next()));
    llm.answer("end_turn");
    eventually("it is over", () -> !fixture.told(id, EventData.TurnEnded.class).isEmpty());
    fixture.agents.write(id, message.replace("\\n", "\n"), LONG);
    hear(session, "Ada", "Joe, and how do I begin a comment?");
    llm.next();
    llm.write("`# why` does it");
    eventually("all was done", () -> session.calls.size() == 3);
    assertEquals(
        List.of(written, written, "speak_text {\"text\":\"# why does it\"}"), session.calls);
  }
}
