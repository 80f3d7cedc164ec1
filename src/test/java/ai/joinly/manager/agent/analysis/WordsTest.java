package ai.joinly.manager.agent.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hello, it's 3.5 percent - don't e-mail me!|7",
        "''|0",
        "... - !? …|0",
        "Schöne Grüße aus Köln|4",
        "안녕하세요 오늘 회의|3",
        "我们今天讨论预算问题|5",
        "会議を始めます。今日は予算について話します|10",
        "สวัสดีครับวันนี้เราจะประชุม|7",
        "We meet 王小明 today|5"
      })
  void countsInAnyScript(String text, int words) {
    assertEquals(words, Words.count(text));
  }

  @Test
  void textsAreFlattenedAndCutBetweenCharacters() {
    assertEquals("a b c", TextSimilarity.flat(" a\n\tb \u202e\u2028 c ", 10));
    assertEquals("abc…", TextSimilarity.flat("abcdef", 4));
    assertEquals("ab…", TextSimilarity.flat("ab😀def", 4));
  }

  @Test
  void theSameInOtherWordsIsRelated() {
    assertEquals(
        TextSimilarity.normal("Send the Résumé!"), TextSimilarity.normal("send  the resume"));
    assertTrue(TextSimilarity.related("Send the report", "Ada sends the report to the board"));
    assertTrue(TextSimilarity.related("预算报告", "提交预算"));
    assertFalse(TextSimilarity.related("Send the report", "Buy the coffee"));
    assertFalse(TextSimilarity.related("预算报告", "买咖啡"));
  }
}
