package ai.joinly.manager.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.tools.ChatParts;
import ai.joinly.manager.agent.tools.SentMessageTracker;
import ai.joinly.manager.agent.tools.SpeechResult;
import ai.joinly.manager.domain.meeting.MeetingAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How texts are cut for a chat, and what a server says of a speech. */
class TextPartsTest {
  @Test
  void aShortMessageStaysWhole() {
    assertEquals(List.of("Hello. Bye."), ChatParts.of("  Hello. Bye.\n"));
  }

  @Test
  void aLongMessageIsCutBetweenSentences() {
    String sentence = "This is a sentence of about fifty characters, really. ";
    List<String> parts = ChatParts.of(sentence.repeat(25));
    assertEquals(3, parts.size());
    for (String part : parts) {
      assertTrue(part.length() <= ChatParts.LONGEST, part);
      assertTrue(part.startsWith("This is") && part.endsWith("really."), part);
    }
    assertEquals(sentence.repeat(25).strip(), String.join(" ", parts));
  }

  @Test
  void aLongSentenceIsCutBetweenWordsAndALongWordAnywhereButInASymbol() {
    String words = "word ".repeat(300).strip();
    List<String> parts = ChatParts.of(words);
    assertEquals(words, String.join(" ", parts));
    assertTrue(parts.stream().allMatch(part -> part.length() <= ChatParts.LONGEST));
    String address = "https://x.test/" + "😀a".repeat(400);
    List<String> pieces = ChatParts.of(address);
    assertEquals(address, String.join("", pieces));
    assertTrue(pieces.stream().allMatch(piece -> piece.length() <= ChatParts.LONGEST));
    assertTrue(
        pieces.stream()
            .noneMatch(piece -> Character.isHighSurrogate(piece.charAt(piece.length() - 1))));
  }

  @Test
  void whatWasHeardAndWhatNotIsFound() {
    SpeechResult cut =
        SpeechResult.of(
            "Interrupted by detected speech. Spoken until now: \"Let me sum up. The  budget...\"");
    assertTrue(cut.interrupted());
    assertEquals(Optional.of("Let me sum up. The  budget"), cut.heard());
    assertEquals(
        "Someone spoke over you. People heard: \"Let me sum up. The  budget\""
            + " They did not hear: \"is \"seven\" percent higher.\"",
        cut.resultText("Let me  sum up.\nThe budget is \"seven\" percent higher."));
  }

  @Test
  void aSpeechThatNobodyHeardOrThatIsNotKnownIsSaidToBeSo() {
    SpeechResult none = SpeechResult.of("Spoken until now: \"...\"");
    assertTrue(none.interrupted());
    assertEquals("Someone was speaking. People heard nothing of this.", none.resultText("Hello."));
    SpeechResult unclear = SpeechResult.of("Interrupted.");
    assertTrue(unclear.interrupted());
    assertEquals(
        "Someone spoke over you. It is not known how much people heard.",
        unclear.resultText("Hello."));
    SpeechResult other =
        SpeechResult.of("Interrupted by detected speech. Spoken until now: \"Hi there...\"");
    assertEquals(
        "Someone spoke over you. People heard: \"Hi there\"", other.resultText("Hello there."));
    assertFalse(SpeechResult.of("Finished speaking.").interrupted());
  }

  @Test
  void itsOwnLinesAreKnownByTheirWordsForAWhile() {
    SentMessageTracker own = new SentMessageTracker();
    own.add("See  https://x.test\nplease");
    assertTrue(own.contains("see https://x.test please"));
    assertFalse(own.contains("see https://x.test"));
    for (int i = 0; i < 200; i++) {
      own.add("line " + i);
    }
    assertFalse(own.contains("see https://x.test please"));
    assertTrue(own.contains("line 0"));
  }

  @Test
  void itsOwnLineIsKnownAlsoWhereTheMeetingsAddressIsMasked() {
    SentMessageTracker own =
        new SentMessageTracker(
            new MeetingAddress("https://zoom.us/j/12345?pwd=secret")::hideAddress);
    own.add("Join https://zoom.us/j/12345?pwd=secret");
    assertTrue(own.take("Join https://zoom.us/j/12345?pwd=***"));
  }
}
