package ai.joinly.manager.agent.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.joinly.manager.agent.turn.TurnInput;
import ai.joinly.manager.domain.meeting.ChatLine;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TranscriptTextTest {
  @Test
  void aMessageOfSeveralLinesBecomesOne() {
    assertEquals(List.of("Ada (chat): a b c d"), lines(List.of(" a \r\n\n b\u2028c\t\u0085 d\n")));
  }

  /** Anybody in the meeting can write this. */
  @Test
  void spacesAreReadOnce() {
    String text = "a" + " ".repeat(ChatLine.MAX_TEXT - 2) + "b";
    List<String> lines =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> lines(Collections.nCopies(40, text)));
    assertEquals(Collections.nCopies(40, "Ada (chat): a b"), lines);
  }

  private static List<String> lines(List<String> texts) {
    return TranscriptText.linesOf(
        texts.stream()
            .<TurnInput>map(
                text ->
                    new TurnInput.Chat(
                        new ChatLine(text, Optional.of("Ada"), Optional.empty(), false)))
            .toList());
  }
}
