package ai.joinly.manager.agent.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingException.Category;
import ai.joinly.manager.meeting.MeetingTool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeetingToolGatewayTest {
  private static ToolOutcome outcome(String tool, MeetingToolGateway.Callee callee) {
    return new MeetingToolGateway(callee, ActionLog.NONE, () -> false)
        .act(new ToolCall("1", tool, "{}"));
  }

  @Test
  void anUnansweredCallMayBeDoneAndOnlyTheModelIsAskedNotToRepeatIt() {
    ToolOutcome outcome =
        outcome(
            MeetingTool.SPEAK,
            (name, arguments) -> {
              throw new MeetingException(Category.TIMED_OUT, "The server does not answer.");
            });
    assertEquals(Status.UNKNOWN, outcome.status());
    assertEquals(
        "The server does not answer. It is not known whether it was done all the same.",
        outcome.text());
    assertEquals(
        outcome.text() + " Do not simply do it again.",
        ToolResult.of(new ToolCall("1", MeetingTool.SPEAK, "{}"), outcome).text());
  }

  @ParameterizedTest
  @CsvSource({
    "speak_text, Finished speaking., DONE",
    "speak_text, 'Spoken until now: \"Hello...\"', INTERRUPTED",
    "get_transcript, 'Spoken until now: \"Hello...\"', DONE"
  })
  void onlyTheAnswerToASpeechSaysThatItWasInterrupted(String tool, String text, Status status) {
    assertEquals(status, outcome(tool, (name, arguments) -> ToolOutcome.done(text)).status());
  }
}
