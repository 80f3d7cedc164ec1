package ai.joinly.manager.agent.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conversations as release 0.1 stored them. */
class UntypedResultsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          false | Finished speaking.                                                     | DONE
          false | [{"name":"Ada"}]                                                       | DONE
          false | (Your operator did this.) Finished speaking.                           | DONE
          false | Not done: somebody spoke in the meantime. Go by what was said since.   | NOT_DONE
          false | Not done: your turn has taken too long and ends now.                   | NOT_DONE
          false | Not said again: you have just said this.                               | REPEATED
          false | Somebody spoke over you. People heard: "Well"                          | INTERRUPTED
          false | (Your operator did this.) Somebody spoke over you. People heard: "Well" | INTERRUPTED
          false | Somebody was speaking. People heard nothing of this.                   | INTERRUPTED
          false | Only the first 1 of 2 parts were sent. Not done: your turn has taken too long and ends now. | INTERRUPTED
          true  | Not done: an operator has muted you.                                   | FAILED
          true  | The server hung up. It is not known whether it was done all the same; do not simply do it again. | UNKNOWN
          true  | It hung up. It is not known whether the tool did anything; do not simply do it again. | UNKNOWN
          true  | The manager was restarted while this was under way. People may have heard or read all of it, a part or nothing. Do not say it again unless you are asked to. | UNKNOWN
          """)
  void theTextOfAnOldResultGivesItsStatus(boolean isError, String text, Status status) {
    String row =
        """
        [{"text":"Hm.","calls":[{"id":"a","name":"speak_text","arguments":"{}"}]},
         {"call_id":"a","tool":"speak_text","result":"%s","is_error":%s}]
        """
            .formatted(text.replace("\"", "\\\""), isError);
    Conversation conversation = new Conversation(new NoKeeper(), ConversationLimits.WIDE);
    conversation.addUser("Ada: What is the plan?");
    conversation.restore(List.of(row));
    assertEquals(
        new ToolResult("a", "speak_text", text, status, List.of()),
        conversation.messages().getLast());
    assertEquals(!status.mayHaveEffect(), conversation.awaitsAnswer());
  }

  @Test
  void aStoredStatusCountsWhateverTheTextSays() {
    ToolResult result =
        new ToolResult("a", "speak_text", "Finished speaking.", Status.NOT_DONE, List.of());
    assertEquals(List.of(result), ChatMessageJson.read(ChatMessageJson.write(List.of(result))));
  }

  private static final class NoKeeper implements Conversation.Keeper {
    @Override
    public long place() {
      return 0;
    }

    @Override
    public void keep(long place, String json) {}
  }
}
