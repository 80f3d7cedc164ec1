package ai.joinly.manager.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.conversation.CompletedRound;
import ai.joinly.manager.agent.tools.ActionLog;
import ai.joinly.manager.agent.tools.ChatTool;
import ai.joinly.manager.agent.tools.MeetingToolGateway;
import ai.joinly.manager.agent.tools.SentMessageTracker;
import ai.joinly.manager.agent.tools.SpeechLock;
import ai.joinly.manager.agent.turn.answer.TextPolicy;
import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.agent.turn.answer.TurnFailure.Reason;
import ai.joinly.manager.agenttools.ToolBox;
import ai.joinly.manager.config.TurnLimits;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.domain.usage.TurnTimes;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.meeting.MeetingSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One turn with a clock of the test's own: its limits and its times. */
class TurnTest {
  private static final TurnLimits WIDE = new TurnLimits(Duration.ofMinutes(1), 10, 50, 1_000_000);

  private final AtomicLong nanos = new AtomicLong(1_000);
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final List<LlmRequest> requests = new ArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final List<String> called = new CopyOnWriteArrayList<>();
  private final List<ToolResult> results = new ArrayList<>();
  private TokenUsage tokens = TokenUsage.NONE;
  private String message = "m";
  private boolean dyadic;
  private Runnable onCall = () -> {};

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** A server on which a speech takes three seconds and everything else one. */
  private final MeetingSession session =
      new MeetingSession() {
        @Override
        public List<ToolDescription> tools() {
          return List.of(
              new ToolDescription("speak_text", "", "{}"),
              new ToolDescription("send_chat_message", "", "{}"),
              new ToolDescription("get_transcript", "", "{}"));
        }

        @Override
        public ToolOutcome call(String tool, String arguments) {
          called.add(tool);
          onCall.run();
          pass(Duration.ofSeconds(tool.equals("speak_text") ? 3 : 1));
          return ToolOutcome.done("ok");
        }

        @Override
        public void join() {}

        @Override
        public void detach() {}

        @Override
        public String id() {
          return "s";
        }

        @Override
        public boolean end(Duration limit) {
          return true;
        }
      };

  private final TurnListener listener =
      new TurnListener() {
        @Override
        public void onRound(CompletedRound round) {
          results.addAll(round.results());
        }

        @Override
        public void onNote(LogLevel level, String text) {
          notes.add(text);
        }

        @Override
        public void onChatSent(String text) {}

        @Override
        public void onOnlySpeech() {}
      };

  /** A model that takes two seconds for each answer, and repeats the last for ever. */
  private LlmClient model(String[]... answers) {
    return request -> {
      requests.add(request);
      pass(Duration.ofSeconds(2));
      List<ToolCall> calls = new ArrayList<>();
      for (String call : answers[Math.min(requests.size(), answers.length) - 1]) {
        calls.add(
            new ToolCall(
                "c" + ids.incrementAndGet(),
                call,
                "{\"text\":\"text %d\",\"message\":\"%s\"}".formatted(ids.get(), message)));
      }
      return new LlmReply(new Assistant(Optional.empty(), calls), tokens);
    };
  }

  private Turn turn(TurnLimits limits, LlmClient llm) {
    long heardAt = nanos.get();
    pass(Duration.ofMillis(4));
    return new Turn(
        new TurnSetup(
            "Be brief.",
            new TextPolicy("Ada", dyadic, false, () -> "Write what is to be said."),
            List.of(new User("Ada: hello")),
            llm,
            session,
            ToolBox.EMPTY,
            new SpeechLock(Duration.ofSeconds(1)),
            new SentMessageTracker(),
            limits,
            ActionLog.NONE,
            listener,
            nanos::get,
            heardAt));
  }

  @Test
  void theTimesOfItsPartsAreMeasured() {
    Turn turn =
        turn(WIDE, model(new String[] {"get_transcript"}, new String[] {"speak_text", "end_turn"}));
    assertEquals(TurnOutcome.DONE, turn.run());
    assertEquals(
        new TurnTimes(
            Duration.ofMillis(4),
            Duration.ofSeconds(4),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(8)),
        turn.times());
    assertEquals(2, turn.rounds());
    assertEquals(3, turn.toolCalls());
  }

  @Test
  void aTurnHasOnlySoManyRounds() {
    Turn turn =
        turn(
            new TurnLimits(Duration.ofHours(1), 3, 50, 1_000),
            model(new String[][] {{"speak_text"}}));
    assertEquals(TurnOutcome.LIMIT, turn.run());
    assertEquals(3, requests.size());
    assertTrue(notes.getLast().contains("after 3 requests"), notes.toString());
  }

  @Test
  void aTurnHasOnlySoManyToolCalls() {
    Turn turn =
        turn(
            new TurnLimits(Duration.ofHours(1), 10, 5, 1_000),
            model(new String[][] {{"speak_text", "speak_text", "speak_text"}}));
    assertEquals(TurnOutcome.LIMIT, turn.run());
    assertEquals(5, called.size());
    assertEquals(2, requests.size());
    assertEquals(5, turn.toolCalls());
    assertTrue(notes.getLast().contains("after 5 tool calls"), notes.toString());
  }

  @Test
  void aTurnHasOnlySoManyTokens() {
    tokens = new TokenUsage(600, 10, 0);
    Turn turn =
        turn(
            new TurnLimits(Duration.ofHours(1), 10, 50, 1_000),
            model(new String[][] {{"speak_text"}}));
    assertEquals(TurnOutcome.LIMIT, turn.run());
    assertEquals(2, requests.size());
    assertEquals(new TokenUsage(1_200, 20, 0), turn.usage());
    assertTrue(notes.getLast().contains("after 1220 tokens"), notes.toString());
  }

  @Test
  void aTurnHasOnlySoMuchTimeAndTheModelIsToldHowMuchIsLeft() {
    Turn turn =
        turn(
            new TurnLimits(Duration.ofSeconds(9), 10, 50, 1_000),
            model(new String[][] {{"speak_text"}}));
    assertEquals(TurnOutcome.LIMIT, turn.run());
    assertEquals(
        List.of(Duration.ofSeconds(9), Duration.ofSeconds(4)),
        requests.stream().map(request -> request.limit().orElseThrow()).toList());
    assertTrue(notes.getLast().contains("after 10 s"), notes.toString());
  }

  @Test
  void aTurnThatIsOverBeginsNothingMore() {
    Turn turn =
        turn(
            new TurnLimits(Duration.ofSeconds(5), 10, 50, 1_000),
            model(
                new String[][] {
                  {"speak_text", "speak_text", "send_chat_message", "speak_text", "end_turn"}
                }));
    assertEquals(TurnOutcome.LIMIT, turn.run());
    assertEquals(List.of("speak_text"), called);
    assertTrue(results.get(1).text().contains("taken too long"), results.toString());
    assertTrue(notes.getLast().contains("after 5 s"), notes.toString());
  }

  @Test
  void aLongChatMessageEndsWithTheTurnsTime() {
    message = "A sentence of some length, said again. ".repeat(100);
    Turn turn =
        turn(
            new TurnLimits(Duration.ofSeconds(5), 10, 50, 1_000),
            model(new String[][] {{"send_chat_message"}}));
    assertEquals(TurnOutcome.LIMIT, turn.run());
    assertEquals(3, called.size());
    assertTrue(results.getFirst().text().startsWith("Only the first 3 of 9"), results.toString());
  }

  @Test
  void aLongChatMessageHasOnlySoManyPartsAndItsTimeIsThatOfTools() {
    message = "A sentence of some length, said again. ".repeat(300);
    Turn turn = turn(WIDE, model(new String[][] {{"send_chat_message", "end_turn"}}));
    assertEquals(TurnOutcome.DONE, turn.run());
    assertEquals(ChatTool.MAX_PARTS, called.size());
    assertTrue(results.getFirst().text().startsWith("Only the first 10 of"), results.toString());
    assertEquals(Duration.ofSeconds(10), turn.times().tools());
  }

  @Test
  void aChatMessageThatWasBegunIsFinishedWhoeverSpeaks() {
    message = "A sentence of some length, said again. ".repeat(40);
    Turn turn = turn(WIDE, model(new String[][] {{"send_chat_message", "send_chat_message"}}));
    onCall = turn::supersede;
    turn.run();
    assertEquals(4, called.size());
    assertEquals("Sent in 4 messages.", results.getFirst().text());
    assertEquals(MeetingToolGateway.OUTDATED.text(), results.getLast().text());
  }

  @Test
  void aTurnWhoseTimeEndsWhileTheModelThinksHasReachedItsLimit() {
    LlmClient model = model(new String[][] {{"get_transcript"}});
    Turn turn =
        turn(
            new TurnLimits(Duration.ofSeconds(9), 10, 50, 1_000),
            request -> {
              if (requests.isEmpty()) {
                return model.complete(request);
              }
              pass(request.limit().orElseThrow());
              throw new LlmException(LlmException.Category.TIMED_OUT, "Not in time.");
            });
    assertEquals(TurnOutcome.LIMIT, turn.run());
    assertEquals(Reason.LIMIT, turn.failure().orElseThrow().reason());
    assertTrue(notes.getLast().contains("after 9 s"), notes.toString());
  }

  @Test
  void aFailureOfTheModelIsToldAsItsSentence() {
    Turn turn =
        turn(
            WIDE,
            request -> {
              throw new LlmException(LlmException.Category.SERVER_ERROR, "It failed.");
            });
    assertEquals(TurnOutcome.FAILED, turn.run());
    assertEquals(new TurnFailure(Reason.MODEL, "It failed."), turn.failure().orElseThrow());
    assertEquals(0, turn.rounds());
  }

  @Test
  void aTurnThatWasOvertakenBeforeItBeganAsksNobody() {
    Turn turn = turn(WIDE, model(new String[][] {{"end_turn"}}));
    turn.supersede();
    assertEquals(TurnOutcome.ABORTED, turn.run());
    assertTrue(requests.isEmpty());
  }
}
