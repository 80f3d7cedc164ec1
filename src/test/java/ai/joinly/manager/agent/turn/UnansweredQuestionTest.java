package ai.joinly.manager.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnansweredQuestionTest {
  /** What was said, and an answer whose calls have these results: {@code tool=STATUS}. */
  private static List<ChatMessage> conversation(String... results) {
    List<ToolCall> calls = new ArrayList<>();
    List<ToolResult> settled = new ArrayList<>();
    for (String result : results) {
      String tool = result.substring(0, result.indexOf('='));
      calls.add(new ToolCall(tool, tool, "{}"));
      settled.add(
          new ToolResult(
              tool, tool, "Text.", Status.valueOf(result.substring(tool.length() + 1)), List.of()));
    }
    List<ChatMessage> all = new ArrayList<>(List.of(new User("Ada: What is the plan?")));
    all.add(new Assistant(Optional.of("Hm."), calls));
    all.addAll(settled);
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "speak_text=DONE, false",
    "send_chat_message=DONE, false",
    "end_turn=DONE, false",
    "speak_text=INTERRUPTED, false",
    "speak_text=UNDER_WAY, false",
    "speak_text=REPEATED, false",
    "speak_text=UNKNOWN, false",
    "speak_text=FAILED, true",
    "leave_meeting=NOT_DONE, true",
    "get_participants=DONE, true",
  })
  void oneCall(String result, boolean awaited) {
    assertEquals(awaited, UnansweredQuestion.isIn(conversation(result)));
  }

  @Test
  void whatWasNotSaidIsNoAnswerThoughTheTurnWasToEnd() {
    assertEquals(
        true, UnansweredQuestion.isIn(conversation("speak_text=NOT_DONE", "end_turn=DONE")));
  }

  @Test
  void aTextWithoutCallsIsAnAnswerAndNothingIsNone() {
    assertEquals(false, UnansweredQuestion.isIn(conversation()));
    assertEquals(false, UnansweredQuestion.isIn(List.of()));
    assertEquals(true, UnansweredQuestion.isIn(List.of(new User("Ada: Hello."))));
  }
}
