package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.agent.AgentFixture.hear;
import static ai.joinly.manager.agent.AgentFixture.results;
import static ai.joinly.manager.agent.AgentFixture.users;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.agent.PromptSettings;
import ai.joinly.manager.domain.agent.PromptStyle;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.llm.AnswerMode;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No turn ends in silence unnoticed, whatever the model makes of its tools. */
class TextAnswerTest {
  private static final String HI = "speak_text {\"text\":\"Hi.\"}";

  private final AgentFixture fixture = new AgentFixture();
  private final FakeLlm llm = fixture.llm;
  private AgentId id;
  private FakeSession session;
  private int turns;

  private void join(PromptStyle style) throws Exception {
    AgentConfig config =
        AgentFixture.config().toBuilder()
            .prompt(new PromptSettings(style, Optional.empty(), Optional.empty()))
            .build();
    id = fixture.create(config);
    session = fixture.joined(id);
  }

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  private LlmRequest asks(String text) throws InterruptedException {
    hear(session, "Ada", text);
    return llm.next();
  }

  private TurnOutcome ended() {
    turns++;
    eventually(
        "the turn is over", () -> fixture.told(id, EventData.TurnEnded.class).size() == turns);
    return fixture.told(id, EventData.TurnEnded.class).getLast().report().outcome();
  }

  private List<String> warnings() {
    return fixture.agents.find(id, 1_000).orElseThrow().logs().stream()
        .filter(line -> line.level() == LogLevel.WARN)
        .map(LogEntry::message)
        .toList();
  }

  private void failsWith(String sentence) {
    assertEquals(TurnOutcome.FAILED, ended());
    eventually("it is shown", () -> fixture.agent(id).lastError().orElse("").startsWith(sentence));
    assertTrue(warnings().getLast().startsWith(sentence), warnings().toString());
  }

  private void answersAgain() throws InterruptedException {
    asks("And now?");
    llm.answer(HI, "end_turn");
    assertEquals(TurnOutcome.DONE, ended());
    eventually("nothing is wrong", () -> fixture.agent(id).lastError().isEmpty());
  }

  @Test
  void textIsSpokenToTheOnlyPartner() throws Exception {
    join(PromptStyle.DYADIC);
    asks("What time is it?");
    llm.write("It is four.");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of("speak_text {\"text\":\"It is four.\"}"), session.calls);
    LlmRequest next = asks("Thanks.");
    assertEquals(
        List.of("Finished speaking.", "Turn ended."),
        results(next).stream().map(ChatMessage.ToolResult::text).toList());
    Assistant said =
        (Assistant)
            next.messages().stream().filter(Assistant.class::isInstance).findFirst().orElseThrow();
    assertEquals(
        List.of("speak_text", "end_turn"), said.toolCalls().stream().map(ToolCall::name).toList());
    assertEquals(Optional.empty(), said.text());
    assertTrue(llm.requests.isEmpty(), "one request is enough");
  }

  @Test
  void textIsSpokenWhenTheAgentWasAddressedByName() throws Exception {
    join(PromptStyle.MPC);
    asks("Joe, what time is it?");
    llm.write("It is four.");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of("speak_text {\"text\":\"It is four.\"}"), session.calls);
  }

  @Test
  void aQuestionThatWasOvertakenStillCountsAsAddressed() throws Exception {
    join(PromptStyle.MPC);
    asks("Joe, what time is it?");
    asks("Anybody?");
    llm.write("It is four.");
    turns++;
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of("speak_text {\"text\":\"It is four.\"}"), session.calls);
  }

  @Test
  void textThatNobodyWaitsForIsAskedForAgainAndThenAFailure() throws Exception {
    join(PromptStyle.MPC);
    asks("Nice weather.");
    llm.write("Lovely.");
    List<String> again = users(llm.next());
    assertTrue(again.getLast().contains("only the tool speak_text is heard"), again.toString());
    llm.write("Lovely, I said.");
    failsWith("The language model answers in text instead of calling speak_text");
    assertTrue(warnings().contains("Was not said: Lovely, I said."), warnings().toString());
    assertEquals(List.of(), session.calls);
    LlmRequest next = asks("Joe?");
    assertEquals(List.of("Ada: Nice weather.", "Ada: Joe?"), users(next), "no trace of the text");
    llm.answer("end_turn");
    assertEquals(TurnOutcome.DONE, ended());
    eventually("nothing is wrong", () -> fixture.agent(id).lastError().isEmpty());
  }

  @Test
  void aModelThatIsRemindedOfItsToolsIsHeard() throws Exception {
    join(PromptStyle.MPC);
    asks("Nice weather.");
    llm.write("Lovely.");
    llm.next();
    llm.answer(HI, "end_turn");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of(HI), session.calls);
  }

  /** A model that needs a reminder keeps its tools. */
  @Test
  void callsAfterAReminderEndTheRowOfTexts() throws Exception {
    List<String> counted = new CopyOnWriteArrayList<>();
    llm.mode =
        new AnswerMode() {
          @Override
          public boolean isText() {
            return false;
          }

          @Override
          public void answeredInText() {
            counted.add("text");
          }

          @Override
          public void answeredWithCalls() {
            counted.add("calls");
          }

          @Override
          public void toolsUnsupported() {
            counted.add("no tools");
          }
        };
    join(PromptStyle.MPC);
    asks("Nice weather.");
    llm.write("Lovely.");
    llm.next();
    llm.answer(HI);
    llm.next();
    llm.write("I have greeted them.");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of("text", "calls"), counted);
  }

  @Test
  void anEmptyAnswerIsAskedForAgainOnce() throws Exception {
    join(PromptStyle.DYADIC);
    asks("What time is it?");
    llm.write("");
    List<String> again = users(llm.next());
    assertTrue(again.getLast().contains("Your answer was empty"), again.toString());
    llm.answer(HI, "end_turn");
    assertEquals(TurnOutcome.DONE, ended());
    asks("Really?");
    llm.write("");
    llm.next();
    llm.write("");
    failsWith("The language model gave an empty answer twice");
    answersAgain();
  }

  @Test
  void anEmptyAnswerAfterALookupIsAskedForAgain() throws Exception {
    join(PromptStyle.MPC);
    asks("Joe, who is here?");
    llm.answer("get_participants");
    llm.next();
    llm.write("");
    llm.next();
    llm.write("Nobody.");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of("speak_text {\"text\":\"Nobody.\"}"), session.calls);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(silence)", "end_turn", "[no response]", "…", "**Joe:** SILENCE."})
  void aSignOfSilenceEndsTheTurn(String sign) throws Exception {
    join(PromptStyle.DYADIC);
    asks("Hm.");
    llm.write(sign);
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of(), session.calls);
    assertEquals(List.of(), warnings());
  }

  @Test
  void whatIsWrittenAfterTheAnswerIsNotSpoken() throws Exception {
    join(PromptStyle.DYADIC);
    asks("What time is it?");
    llm.answer(HI);
    llm.next();
    llm.write("I have greeted them.");
    assertEquals(TurnOutcome.DONE, ended());
    asks("And now?");
    llm.answer(HI);
    llm.next();
    llm.write("");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of(HI, HI), session.calls);
  }

  private void answerBeside(String text, String tool) {
    llm.answers.add(
        new Assistant(Optional.of(text), List.of(new ToolCall("c" + turns, tool, "{}"))));
  }

  @Test
  void textBesideALookupIsSpokenBeforeIt() throws Exception {
    join(PromptStyle.DYADIC);
    asks("Who is here?");
    answerBeside("Let me look.", "get_participants");
    LlmRequest next = llm.next();
    assertEquals(
        List.of("speak_text", "get_participants"),
        results(next).stream().map(ChatMessage.ToolResult::toolName).toList());
    llm.write("Nobody.");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(
        List.of("speak_text {\"text\":\"Let me look.\"}", "speak_text {\"text\":\"Nobody.\"}"),
        session.calls);
  }

  @Test
  void textBesideTheEndIsSpokenToWhoWaitsForIt() throws Exception {
    join(PromptStyle.MPC);
    asks("Nice weather.");
    answerBeside("I stay silent.", "end_turn");
    assertEquals(TurnOutcome.DONE, ended());
    asks("Joe, what time is it?");
    answerBeside("It is four.", "end_turn");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of("speak_text {\"text\":\"It is four.\"}"), session.calls);
  }

  @Test
  void textBesideASpeechIsNotSpoken() throws Exception {
    join(PromptStyle.DYADIC);
    asks("Hello.");
    llm.answers.add(
        new Assistant(
            Optional.of("I greet them."),
            List.of(
                new ToolCall("1", "speak_text", "{\"text\":\"Hi.\"}"),
                new ToolCall("2", "end_turn", "{}"))));
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of(HI), session.calls);
  }

  @Test
  void aModelWithoutToolsIsAskedInText() throws Exception {
    join(PromptStyle.MPC);
    asks("Joe, hello.");
    llm.answer(HI, "end_turn");
    assertEquals(TurnOutcome.DONE, ended());
    for (int turn = 0; turn < 2; turn++) {
      asks("What time is it?");
      llm.answers.add(new LlmException(Category.TOOLS_UNSUPPORTED, "It takes no tools"));
      LlmRequest inText = llm.next();
      assertEquals(List.of(), inText.tools());
      assertFalse(inText.systemPrompt().contains("speak_text"), inText.systemPrompt());
      assertTrue(inText.systemPrompt().contains("SILENCE"));
      assertEquals(new Assistant(Optional.of("Hi."), List.of()), inText.messages().get(1));
      assertTrue(results(inText).isEmpty());
      llm.write("Joe: It is " + turn + ".");
      assertEquals(TurnOutcome.DONE, ended());
      assertEquals("speak_text {\"text\":\"It is " + turn + ".\"}", session.calls.getLast());
    }
    assertEquals(1, warnings().size(), warnings().toString());
    assertTrue(warnings().getFirst().contains("text mode"), warnings().toString());
  }

  @Test
  void silenceInTextModeIsNoFailure() throws Exception {
    join(PromptStyle.DYADIC);
    asks("Hm.");
    llm.answers.add(new LlmException(Category.TOOLS_UNSUPPORTED, "It takes no tools"));
    llm.next();
    llm.write("`SILENCE`");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of(), session.calls);
  }

  @Test
  void anEmptyAnswerInTextModeIsAskedForAgain() throws Exception {
    join(PromptStyle.DYADIC);
    asks("Hm.");
    llm.answers.add(new LlmException(Category.TOOLS_UNSUPPORTED, "It takes no tools"));
    llm.next();
    llm.write("");
    List<String> again = users(llm.next());
    assertTrue(again.getLast().endsWith("or SILENCE to stay silent.)"), again.toString());
    llm.write("");
    failsWith("The language model gave an empty answer twice");
  }

  @Test
  void aDefectIsNotSilent() throws Exception {
    join(PromptStyle.DYADIC);
    asks("Hello.");
    llm.answers.add(new IllegalStateException("a defect"));
    failsWith("The turn failed because of an internal error");
    answersAgain();
  }

  @Test
  void wordsThatWereNotHeardAreShownToTheModelAndThenAFailure() throws Exception {
    join(PromptStyle.DYADIC);
    asks("Hello.");
    session.answers.put("speak_text", "!the voice is broken");
    llm.answer(HI, "end_turn");
    assertEquals("the voice is broken", results(llm.next()).getFirst().text());
    llm.answer("end_turn");
    failsWith("The answer was not heard: the voice is broken");
    answersAgain();
  }

  @Test
  void aSpeechWithoutWordsGetsAnotherTry() throws Exception {
    join(PromptStyle.DYADIC);
    asks("Hello.");
    llm.answer("speak_text {\"words\":7}", "end_turn");
    assertTrue(results(llm.next()).getFirst().isError());
    llm.answer(HI, "end_turn");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of(HI), session.calls);
  }

  @Test
  void aLimitIsShownUntilATurnIsAnswered() throws Exception {
    join(PromptStyle.DYADIC);
    int rounds = ai.joinly.manager.config.Settings.defaults().agents().turns().rounds();
    asks("Hello.");
    for (int round = 1; round < rounds; round++) {
      llm.answer("no_such_tool");
      llm.next();
    }
    llm.answer("no_such_tool");
    assertEquals(TurnOutcome.LIMIT, ended());
    eventually(
        "it is shown",
        () -> fixture.agent(id).lastError().orElse("").startsWith("The turn was ended after"));
    assertTrue(warnings().getLast().startsWith("The turn was ended after"));
    answersAgain();
  }
}
