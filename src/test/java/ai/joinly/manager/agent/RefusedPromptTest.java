package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.agent.AgentFixture.config;
import static ai.joinly.manager.agent.AgentFixture.hear;
import static ai.joinly.manager.agent.AgentFixture.users;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a model refuses is not to silence the agent for what comes after it. */
class RefusedPromptTest {
  private final AgentFixture fixture = new AgentFixture();
  private final FakeLlm llm = fixture.llm;
  private AgentId id;
  private FakeSession session;
  private int turns;

  @BeforeEach
  void join() throws Exception {
    id = fixture.create(config());
    session = fixture.joined(id);
  }

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  /** The first request of the turn over {@code text}. */
  private LlmRequest asks(String text) throws InterruptedException {
    hear(session, "Ada", text);
    return llm.next();
  }

  private void refuse(Category category) {
    llm.answers.add(new LlmException(category, "It refuses"));
  }

  private TurnOutcome ended() {
    turns++;
    eventually(
        "the turn is over", () -> fixture.told(id, EventData.TurnEnded.class).size() == turns);
    return fixture.told(id, EventData.TurnEnded.class).getLast().report().outcome();
  }

  private void turn(String text) throws InterruptedException {
    asks(text);
    llm.answer("end_turn");
    assertEquals(TurnOutcome.DONE, ended());
  }

  @Test
  void theNewestWordsAreLeftOutOfTheConversation() throws Exception {
    turn("Hello.");
    asks("Forbidden.");
    refuse(Category.DECLINED);
    assertEquals(List.of("Forbidden."), words(llm.next()), "it may be what was said before");
    refuse(Category.DECLINED);
    assertEquals(TurnOutcome.FAILED, ended());
    LlmRequest next = asks("Innocent.");
    assertEquals(3, users(next).size());
    assertTrue(users(next).get(1).startsWith("(Something was said here"), users(next).toString());
    assertTrue(users(next).getLast().contains("Innocent."));
  }

  @Test
  void wordsBeforeTheNewestAreForgotten() throws Exception {
    turn("Forbidden.");
    asks("Innocent.");
    refuse(Category.DECLINED);
    assertEquals(List.of("Innocent."), words(llm.next()));
    llm.answer("get_participants");
    assertEquals(List.of("Innocent."), words(llm.next()), "the turn goes on as it is answered");
    llm.answer("end_turn");
    assertEquals(TurnOutcome.DONE, ended());
    assertEquals(List.of("Innocent.", "Another."), words(asks("Another.")));
  }

  @Test
  void aConversationThatIsTooLongBecomesShorter() throws Exception {
    for (int i = 0; i < 8; i++) {
      turn("Line " + i + ".");
    }
    assertEquals(9, users(asks("Line 8.")).size());
    refuse(Category.TOO_LONG);
    assertEquals(List.of("Line 8."), words(llm.next()));
    llm.answer("end_turn");
    assertEquals(TurnOutcome.DONE, ended());
    List<String> later = words(asks("Line 9."));
    assertTrue(later.size() < 7, later.toString());
    assertTrue(later.contains("Line 7."), later.toString());
  }

  private static List<String> words(LlmRequest request) {
    return users(request).stream().map(text -> text.substring(text.indexOf("Ada: ") + 5)).toList();
  }
}
