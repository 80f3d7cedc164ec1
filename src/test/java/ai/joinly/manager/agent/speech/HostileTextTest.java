package ai.joinly.manager.agent.speech;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Texts made to take time or stack. */
class HostileTextTest {
  private static final int LENGTH = 100_000;

  /** A hundred times what they take on a slow machine; quadratic time would take minutes. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final String[] PIECES = {
    "*",
    "**a ",
    "a * ",
    "5*5 ",
    "*a",
    "_",
    "`",
    "` ",
    "```\n",
    "~~~a\n",
    "[",
    "[a",
    "![",
    "[a](",
    "](",
    "[^",
    "]",
    "[a][",
    "[a]: ",
    "(",
    "<",
    "<a",
    "<a ",
    "</",
    "<!--",
    "<|",
    "【",
    "【†",
    "&",
    "&#",
    "&amp;",
    "$",
    "$a",
    "$$a",
    "\\(",
    "\\",
    "\\(a\\",
    "|",
    "|-",
    "|-|\n",
    "|a|\n",
    "> ",
    ">",
    "- ",
    "1. ",
    "1. a\n",
    "  - a\n",
    "# ",
    "#",
    "# a #",
    "=",
    "-",
    "...",
    "!?",
    "https://",
    "https://a",
    "www.",
    "www.a.",
    "https://a.",
    "https://a.b/(",
    "mailto:",
    "tel:",
    "a@",
    "<think>",
    "</think>",
    "<a@",
    "<b:",
    "😀",
    "😀 ",
    "👩‍",
    "\u200D",
    "\uD800",
    "\n",
    "\r",
    "\t",
    " ",
    "\u00A0",
    "x",
    "9",
    "好",
    "\"",
    ")",
    "( )",
    "a\n\n[",
    "<x></x>"
  };

  @TestFactory
  Stream<DynamicTest> aLongRowOfMarksTakesLinearTime() {
    return Stream.of(PIECES)
        .map(
            piece ->
                DynamicTest.dynamicTest(
                    "<" + piece + ">",
                    () -> {
                      String text = piece.repeat(LENGTH / piece.length());
                      Assertions.assertTimeout(
                          LIMIT,
                          () -> {
                            SpokenText.of("Hi " + text + " end");
                            ChatText.of("Hi " + text + " end");
                            SpokenText.of(text);
                          });
                    }));
  }
}
