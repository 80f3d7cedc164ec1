package ai.joinly.manager.llm.reading.written;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words in JSON that nobody asked for. */
class WordsInJsonTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      value = {
        "{\"text\":\"It is four.\"}|It is four.",
        "{'response': 'It is four.',}|It is four.",
        "{\"action\":\"Final Answer\",\"action_input\":\"It is four.\"}|It is four."
      })
  void areTakenOut(String text, String words) {
    assertEquals(words, WordsInJson.unwrap(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It is four.",
        "{text} is a placeholder}",
        "{\"text\":4}",
        "{\"text\":\"a\",\"volume\":1}",
        "{\"summary\":\"final\"}",
        "{\"text\":{\"text\":\"a\"}}",
        "{}",
        "{"
      })
  void stayWhereTheyAreNotAlone(String text) {
    assertEquals(text, WordsInJson.unwrap(text));
  }
}
