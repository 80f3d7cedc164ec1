package ai.joinly.manager.agent.tools;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolRoundStateTest {
  @Test
  void itOnlySpeaksOnceWhatComesBeforeTheSpeechIsSettled() {
    List<ToolCall> calls =
        List.of(
            new ToolCall("1", "unmute_yourself", "{}"),
            new ToolCall("2", "speak_text", "{}"),
            new ToolCall("3", "mute_yourself", "{}"));
    ToolRoundState round = new ToolRoundState(1, new Assistant(Optional.empty(), calls));
    assertFalse(round.onlySpeaks());
    round.settle(0, new ToolResult("1", "unmute_yourself", "ok", Status.DONE, List.of()));
    assertTrue(round.onlySpeaks());
    round.settle(1, new ToolResult("2", "speak_text", "ok", Status.DONE, List.of()));
    assertFalse(round.onlySpeaks());
  }
}
