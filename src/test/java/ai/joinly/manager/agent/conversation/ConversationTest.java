package ai.joinly.manager.agent.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private final Map<Long, String> kept = new TreeMap<>();
  private final Conversation conversation =
      new Conversation(
          new Conversation.Keeper() {
            private long places;

            @Override
            public long place() {
              return ++places;
            }

            @Override
            public void keep(long place, String json) {
              kept.put(place, json);
            }
          },
          ConversationLimits.WIDE);

  private void round(int number, String result) {
    conversation.addUser("Ada: line " + number);
    conversation.addRound(
        number,
        new Assistant(Optional.empty(), List.of(new ToolCall("c" + number, "look", "{}"))),
        List.of(
            new ToolResult(
                "c" + number,
                "look",
                result,
                Status.DONE,
                List.of(new Image("AAAA", "image/png")))));
  }

  @Test
  void ofWordsThatAreTooManyForAModelTheNewestAreKept() {
    conversation.addUser("Ada: " + "bla ".repeat(800_000) + "so, what do you think?");
    String words = ((ChatMessage.User) conversation.messages().getFirst()).text();
    assertTrue(words.length() < ConversationLimits.WIDE.characters() / 2, words.length() + "");
    assertTrue(words.endsWith("so, what do you think?"));
    assertTrue(words.startsWith("(The beginning of these words is left out"));
  }

  @Test
  void staysWithinItsLimitsAndNeverPartsACallFromItsResult() {
    for (int i = 0; i < 100; i++) {
      round(i, "ok");
    }
    List<ChatMessage> messages = conversation.messages();
    assertTrue(messages.size() <= ConversationLimits.WIDE.messages());
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
  void anAnswerThatIsStillActedUponStandsBeforeWhatWasSaidMeanwhile() {
    Assistant speech =
        new Assistant(
            Optional.empty(), List.of(new ToolCall("c", "speak_text", "{\"text\":\"a b\"}")));
    conversation.addUser("Ada: tell us");
    conversation.openRound(7, speech, List.of(result("c", "speaking")));
    conversation.addUser("Bob: okay");
    assertEquals("speaking", ((ToolResult) conversation.messages().get(2)).text());
    conversation.addRound(8, new Assistant(Optional.empty(), List.of()), List.of());
    conversation.addRound(7, speech, List.of(result("c", "Finished speaking.")));
    List<ChatMessage> messages = conversation.messages();
    assertEquals(5, messages.size());
    assertEquals("Finished speaking.", ((ToolResult) messages.get(2)).text());
    assertEquals("Bob: okay", ((ChatMessage.User) messages.get(3)).text());
    assertEquals(List.of(1L, 2L, 3L, 4L), List.copyOf(kept.keySet()));
    Conversation again = new Conversation(NOWHERE, ConversationLimits.WIDE);
    again.restore(List.copyOf(kept.values()));
    assertEquals(messages, again.messages());
  }

  @Test
  void hintsAreRememberedApartFromTheConversation() {
    for (int i = 1; i <= 12; i++) {
      conversation.addHint("hint " + i);
    }
    assertEquals(List.of(), conversation.messages());
    assertEquals(10, conversation.hints().size());
    Conversation again = new Conversation(NOWHERE, ConversationLimits.WIDE);
    again.restore(List.copyOf(kept.values()));
    assertEquals(conversation.hints(), again.hints());
    assertEquals("hint 12", again.hints().getLast());
  }

  private static final Conversation.Keeper NOWHERE =
      new Conversation.Keeper() {
        @Override
        public long place() {
          return 0;
        }

        @Override
        public void keep(long place, String json) {}
      };

  private static ToolResult result(String id, String text) {
    return new ToolResult(id, "speak_text", text, Status.DONE, List.of());
  }

  @Test
  void whatAServiceWantsToSeeAgainOutlivesARestart() {
    conversation.addUser("Ada: hello");
    conversation.addRound(
        1,
        new Assistant(
            Optional.of("Well."),
            List.of(new ToolCall("c1", "look", "{}")),
            Optional.of("c2lnbmF0dXJl")),
        List.of(new ToolResult("c1", "look", "ok", Status.DONE, List.of())));
    conversation.addRound(2, new Assistant(Optional.of("Done."), List.of()), List.of());

    Conversation again = new Conversation(NOWHERE, ConversationLimits.WIDE);
    again.restore(List.copyOf(kept.values()));

    assertEquals(conversation.messages(), again.messages());
  }

  @Test
  void isBoundedByCharactersToo() {
    for (int i = 0; i < 20; i++) {
      conversation.addUser("x".repeat(ConversationLimits.WIDE.characters() / 4));
    }
    assertTrue(conversation.messages().size() <= 4);
  }

  @Test
  void resultsAreCutAtOnceAndMoreSoLaterWhenImagesGoToo() {
    round(1, "y".repeat(100_000));
    ToolResult fresh = (ToolResult) conversation.messages().getLast();
    assertEquals(ConversationLimits.WIDE.result() + " [cut]".length(), fresh.text().length());
    assertEquals(1, fresh.images().size());
    conversation.addUser("Ada: next");
    ToolResult past = (ToolResult) conversation.messages().get(2);
    assertEquals(ConversationLimits.WIDE.pastResult() + " [cut]".length(), past.text().length());
    assertTrue(past.images().isEmpty());
  }

  @Test
  void aLocalModelSeesLessOfTheMeeting() {
    Conversation narrow = new Conversation(NOWHERE, ConversationLimits.of(LlmProvider.OLLAMA));
    for (int i = 0; i < 40; i++) {
      narrow.addUser("x".repeat(1_000));
    }
    assertEquals(8, narrow.messages().size());
    narrow.addRound(
        1,
        new Assistant(Optional.empty(), List.of(new ToolCall("c", "look", "{}"))),
        List.of(new ToolResult("c", "look", "y".repeat(9_000), Status.DONE, List.of())));
    assertEquals(
        4_096 + " [cut]".length(), ((ToolResult) narrow.messages().getLast()).text().length());
    for (LlmProvider provider : EnumSet.complementOf(EnumSet.of(LlmProvider.OLLAMA))) {
      assertEquals(ConversationLimits.WIDE, ConversationLimits.of(provider));
    }
  }
}
