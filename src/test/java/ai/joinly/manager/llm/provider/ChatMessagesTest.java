package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmRequest;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatMessagesTest {
  @Test
  void eachCallHasAnIdOfItsOwnAndItsResultHasTheSame() {
    LlmRequest request =
        new LlmRequest(
            "",
            List.of(
                new ChatMessage.User("Ada: hello"),
                call("call_0", "call_0_2"),
                result("call_0", "one"),
                result("call_0_2", "two"),
                call("call_0", "call_1"),
                result("call_0", "three"),
                result("call_1", "four"),
                call("call_0"),
                result("call_0", "five")),
            List.of());

    List<String> calls = new ArrayList<>();
    List<String> results = new ArrayList<>();
    for (dev.langchain4j.data.message.ChatMessage message : ChatMessages.of(request, false)) {
      if (message instanceof AiMessage answer) {
        answer.toolExecutionRequests().stream().map(ToolExecutionRequest::id).forEach(calls::add);
      } else if (message instanceof ToolExecutionResultMessage result) {
        results.add(result.id());
      }
    }
    assertEquals(List.of("call_0", "call_0_2", "call_0_3", "call_1", "call_0_4"), calls);
    assertEquals(calls, results);
  }

  private static ChatMessage.Assistant call(String... ids) {
    return new ChatMessage.Assistant(
        Optional.empty(),
        List.of(ids).stream()
            .map(id -> new ChatMessage.ToolCall(id, "speak_text", "{\"text\":\"Hi\"}"))
            .toList());
  }

  private static ChatMessage.ToolResult result(String id, String text) {
    return new ChatMessage.ToolResult(id, "speak_text", text, Status.DONE, List.of());
  }
}
