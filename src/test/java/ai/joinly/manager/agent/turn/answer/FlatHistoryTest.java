package ai.joinly.manager.agent.turn.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlatHistoryTest {
  private static Assistant calls(String... calls) {
    return new Assistant(
        Optional.of("I think."),
        List.of(calls).stream()
            .map(
                call ->
                    new ToolCall(
                        call,
                        call.substring(0, call.indexOf(' ')),
                        call.substring(call.indexOf(' ') + 1)))
            .toList());
  }

  private static ToolResult result(String tool, String text, Status status) {
    return new ToolResult("x", tool, text, status, List.of());
  }

  /** Each message as {@code U text} or {@code A text}. */
  private static List<String> flat(ChatMessage... messages) {
    return FlatHistory.of(List.of(messages)).stream()
        .map(
            message ->
                switch (message) {
                  case User user -> "U " + user.text();
                  case Assistant answer -> "A " + answer.text().orElseThrow();
                  case ToolResult result -> "a result";
                })
        .toList();
  }

  @Test
  void whatWasSaidIsTheTextOfTheModel() {
    assertEquals(
        List.of("U Bob: Hello.", "A Hi.\nMore.", "U Bob: And?", "A SILENCE", "U Bob: So."),
        flat(
            new User("Bob: Hello."),
            calls("speak_text {\"text\":\"Hi.\"}", "send_chat_message {\"message\":\"More.\"}"),
            result("speak_text", "Finished speaking.", Status.DONE),
            result("send_chat_message", "Sent message.", Status.DONE),
            new User("Bob: And?"),
            calls("end_turn {}"),
            result("end_turn", "Turn ended.", Status.DONE),
            new User("Bob: So.")));
  }

  @Test
  void whatWasNotHeardAndWhatWasFoundAreRemarks() {
    assertEquals(
        List.of(
            "U Bob: Hello.",
            "A Hi.",
            "U (Someone was speaking. People heard nothing of this.)\n"
                + "(This was not said. The voice is broken.)\n(get_participants: [])\nBob: Who?"),
        flat(
            new User("Bob: Hello."),
            calls("speak_text {\"text\":\"Hi.\"}", "get_participants {}"),
            result(
                "speak_text",
                "Someone was speaking. People heard nothing of this.",
                Status.INTERRUPTED),
            result("speak_text", "The voice is broken.", Status.FAILED),
            result("get_participants", "[]", Status.DONE),
            new User("Bob: Who?")));
  }

  @Test
  void theLastWordIsNeverTheModels() {
    List<String> flat =
        flat(
            new User("Bob: Hello."),
            calls("speak_text {\"text\":\"Hi.\"}"),
            result("speak_text", "Finished speaking.", Status.DONE));
    assertEquals(3, flat.size());
    assertEquals("U (Nothing was said since.", flat.getLast().substring(0, 26));
  }
}
