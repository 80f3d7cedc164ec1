package ai.joinly.manager.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.Image;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private final Conversation conversation = new Conversation(kept -> {});

  private void round(int number, String result) {
    conversation.addUser("Ada: line " + number);
    conversation.addRound(
        new Assistant(Optional.empty(), List.of(new ToolCall("c" + number, "look", "{}"))),
        List.of(
            new ToolResult(
                "c" + number, "look", result, false, List.of(new Image("AAAA", "image/png")))));
  }

  @Test
  void staysWithinItsLimitsAndNeverPartsACallFromItsResult() {
    for (int i = 0; i < 100; i++) {
      round(i, "ok");
    }
    List<ChatMessage> messages = conversation.messages();
    assertTrue(messages.size() <= Conversation.MOST_MESSAGES);
    assertFalse(messages.getFirst() instanceof ToolResult);
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i) instanceof Assistant answer) {
        assertEquals(
            answer.toolCalls().getFirst().id(), ((ToolResult) messages.get(i + 1)).callId());
      }
    }
    assertTrue(conversation.recentContext().endsWith("Ada: line 99"));
  }

  @Test
  void whatAServiceWantsToSeeAgainOutlivesARestart() {
    List<String> kept = new ArrayList<>();
    Conversation before = new Conversation(kept::add);
    before.addUser("Ada: hello");
    before.addRound(
        new Assistant(
            Optional.of("Well."),
            List.of(new ToolCall("c1", "look", "{}")),
            Optional.of("c2lnbmF0dXJl")),
        List.of(new ToolResult("c1", "look", "ok", false, List.of())));
    before.addRound(new Assistant(Optional.of("Done."), List.of()), List.of());

    conversation.restore(kept);

    assertEquals(before.messages(), conversation.messages());
  }

  @Test
  void isBoundedByCharactersToo() {
    for (int i = 0; i < 20; i++) {
      conversation.addUser("x".repeat(Conversation.MOST_CHARACTERS / 4));
    }
    assertTrue(conversation.messages().size() <= 4);
  }

  @Test
  void resultsAreCutAtOnceAndMoreSoLaterWhenImagesGoToo() {
    round(1, "y".repeat(100_000));
    ToolResult fresh = (ToolResult) conversation.messages().getLast();
    assertEquals(Conversation.LONGEST_RESULT + " [cut]".length(), fresh.text().length());
    assertEquals(1, fresh.images().size());
    conversation.addUser("Ada: next");
    ToolResult past = (ToolResult) conversation.messages().get(2);
    assertEquals(Conversation.LONGEST_PAST_RESULT + " [cut]".length(), past.text().length());
    assertTrue(past.images().isEmpty());
  }
}
