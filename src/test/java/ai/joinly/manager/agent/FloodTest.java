package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.agent.AgentFixture.config;
import static ai.joinly.manager.agent.AgentFixture.hear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.PromptSettings;
import ai.joinly.manager.domain.agent.PromptStyle;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingException.Category;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More words than anybody says, by people, by a model and by a meeting server. */
class FloodTest {
  private final AgentFixture fixture = new AgentFixture();
  private final FakeLlm llm = fixture.llm;

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  @Test
  void theReasonOfARefusedJoinIsCut() throws Exception {
    fixture.meetings.joinFails =
        Optional.of(new MeetingException(Category.REFUSED, "x".repeat(2_000_000)));
    AgentId id = fixture.create(config());
    eventually("it has ended", () -> fixture.agent(id).status() == AgentStatus.ERROR);
    Agent agent = fixture.agent(id);
    assertEquals(2_001, agent.errorMessage().orElseThrow().length());
    assertTrue(fixture.log(id).stream().allMatch(line -> line.length() <= 4_001));
  }

  @Test
  void aSpeechThatHasNoEndIsNotBegunAndTheModelLearnsWhy() throws Exception {
    FakeSession session = fixture.joined(fixture.create(config()));
    hear(session, "Ada", "Joe, go on");
    llm.next();
    llm.answer("speak_text {\"text\":\"" + "bla bla. ".repeat(12_000) + "\"}");
    LlmRequest second = llm.next();
    assertTrue(
        AgentFixture.results(second)
            .getLast()
            .text()
            .contains("at most 8000 can be said in one speech"));
    assertTrue(size(second) < 20_000, "the model gets the beginning of it at most");
    llm.answer("speak_text {\"text\":\"Yes.\"}");
    eventually(
        "only the short one is said",
        () -> session.calls.equals(List.of("speak_text {\"text\":\"Yes.\"}")));
  }

  @Test
  void ofWordsWithoutAnEndTheModelGetsTheNewest() throws Exception {
    FakeSession session = fixture.joined(fixture.create(config()));
    hear(session, "Ada", "Joe, " + "bla ".repeat(16_000) + "what time is it?");
    LlmRequest request = llm.next();
    assertTrue(size(request) < 60_000);
    assertTrue(request.messages().getLast().toString().contains("what time is it?"));
  }

  /** An instruction may name what was said as often as it likes. */
  @Test
  void wordsInInstructionsAreFilledInUpToALimit() throws Exception {
    AgentConfig config =
        config().toBuilder()
            .prompt(
                new PromptSettings(
                    PromptStyle.MPC,
                    Optional.of("{text}{context}".repeat(2_000)),
                    Optional.empty()))
            .build();
    FakeSession session = fixture.joined(fixture.create(config));
    hear(session, "Ada", "Joe, " + "bla ".repeat(15_000));
    assertTrue(llm.next().systemPrompt().length() < 250_000);
  }

  private static int size(LlmRequest request) {
    return Stream.concat(Stream.of(request.systemPrompt()), request.messages().stream())
        .mapToInt(part -> part.toString().length())
        .sum();
  }
}
