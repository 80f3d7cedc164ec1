package ai.joinly.manager.agent.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FoldedWordsTest {
  @Test
  void accentsAreLeftOut() {
    assertEquals("zoe", FoldedWords.of("Zoe\u0308\u0323"));
  }

  /** The normalizer alone takes minutes for these. */
  @Test
  @Timeout(20)
  void manyMarksOnOneLetterTakeLinearTime() {
    assertEquals("a", FoldedWords.of("a" + "\u0301\u0323".repeat(500_000)));
  }
}
