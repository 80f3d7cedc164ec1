package ai.joinly.manager.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

class AwaitedAnswerTest {
  /** What was said, and an answer whose calls have these results: {@code name=text}, ! an error. */
  private static List<ChatMessage> conversation(String... results) {
    List<ToolCall> calls = new ArrayList<>();
    List<ToolResult> settled = new ArrayList<>();
    for (String result : results) {
      String tool = result.substring(0, result.indexOf('='));
      String text = result.substring(tool.length() + 1);
      calls.add(new ToolCall(tool, tool, "{}"));
      settled.add(new ToolResult(tool, tool, text, text.startsWith("!"), List.of()));
    }
    List<ChatMessage> all = new ArrayList<>(List.of(new User("Ada: What is the plan?")));
    all.add(new Assistant(Optional.of("Hm."), calls));
    all.addAll(settled);
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "speak_text=Finished speaking., false",
    "send_chat_message=ok, false",
    "end_turn=Turn ended., false",
    "speak_text=Somebody was speaking. People heard nothing of this., false",
    "get_participants=[], true",
    "speak_text=!The session was ended., true",
  })
  void oneCall(String result, boolean awaited) {
    assertEquals(awaited, AwaitedAnswer.isIn(conversation(result)));
  }

  @Test
  void whatWasNotSaidIsNoAnswerThoughTheTurnWasToEnd() {
    String outdated = "speak_text=" + MeetingCalls.OUTDATED.text();
    assertEquals(true, AwaitedAnswer.isIn(conversation(outdated, "end_turn=Turn ended.")));
  }

  @Test
  void whatMayHaveBeenHeardIsNotAwaited() {
    List<ChatMessage> left = new ArrayList<>(conversation());
    left.set(1, new Assistant(Optional.empty(), List.of(new ToolCall("1", "speak_text", "{}"))));
    left.add(new ToolResult("1", "speak_text", MeetingCalls.LEFT_OPEN, true, List.of()));
    assertEquals(false, AwaitedAnswer.isIn(left));
  }

  @Test
  void aTextWithoutCallsIsAnAnswerAndNothingIsNone() {
    assertEquals(false, AwaitedAnswer.isIn(conversation()));
    assertEquals(false, AwaitedAnswer.isIn(List.of()));
    assertEquals(true, AwaitedAnswer.isIn(List.of(new User("Ada: Hello."))));
  }
}
