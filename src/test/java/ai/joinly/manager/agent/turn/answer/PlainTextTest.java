package ai.joinly.manager.agent.turn.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SILENCE",
        "silence.",
        "**SILENCE**",
        "\"Silence\"",
        "`SILENCE`",
        "(silence)",
        "*silence*",
        "<silence>",
        "Ada: SILENCE",
        "end_turn",
        "end_turn()",
        "[end turn]",
        "(call end_turn)",
        "[No response]",
        "(no response needed)",
        "*stays silent*",
        "[none]",
        "(null)",
        "…",
        "...",
        "-",
        "()",
        "SILENCE\n\n(Nobody asked me anything, so I stay silent.)",
        "...\nSILENCE\n"
      })
  void silence(String text) {
    assertEquals(new PlainText.Silence(), PlainText.of(text, "Ada"), text);
  }

  @ParameterizedTest
  @CsvSource({
    "speak_text: Hi there,Hi there",
    "'speak_text: \"Hi there\"\nend_turn',Hi there",
    "**speak_text:** Hi there,Hi there",
    "'Ada: speak_text: \"Hi\" is short','\"Hi\" is short'",
    "speak_text is a tool: yes,speak_text is a tool: yes",
    "It is four., It is four.",
    "Ada: It is four., It is four.",
    "**Ada:** It is four., It is four.",
    "ada : It is four., It is four.",
    "Ada：It is four., It is four.",
    "[Ada]: It is four., It is four.",
    "Adam: It is four., Adam: It is four.",
    "None., None.",
    "Null, Null",
    "Ada is here., Ada is here.",
    "Silence is golden., Silence is golden.",
    "(I am not sure.), (I am not sure.)",
    "?, ?",
    "😀, 😀"
  })
  void words(String text, String spoken) {
    assertEquals(new PlainText.Words(spoken), PlainText.of(text, "Ada"));
  }

  @Test
  void signsOfTheEndAreNoWords() {
    assertEquals(
        new PlainText.Words("It is four.\nFive soon."),
        PlainText.of("Ada: It is four.\nFive soon.\n\nend_turn\n", "Ada"));
  }

  @Test
  void nothing() {
    assertEquals(new PlainText.None(), PlainText.of(" \n ", "Ada"));
    assertEquals(new PlainText.None(), PlainText.of("", "Ada"));
  }

  @Test
  void aLongTextIsReadOnce() {
    String text = "( ".repeat(500_000);
    assertEquals(new PlainText.Words(text.strip()), PlainText.of(text, "Ada"));
  }
}
