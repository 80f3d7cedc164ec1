package ai.joinly.manager.llm.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThinkingTest {
  private static Arguments row(String kind, String text, String rest) {
    return Arguments.of(kind, text, rest);
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        row("think", "<think>They want the time.</think>It is four.", "It is four."),
        row("thinking", "<thinking>\na\n</thinking>\n\nIt is four.", "It is four."),
        row("thought", "<thought>a</thought>It is four.", "It is four."),
        row("reasoning", "<reasoning>a</reasoning>It is four.", "It is four."),
        row("reflection", "<reflection>a</reflection>It is four.", "It is four."),
        row("upper case", "<THINK>a</Think>It is four.", "It is four."),
        row("attributes", "<think type=\"deep\" n='1'>a</think>It is four.", "It is four."),
        row("a space in the tag", "<think >a</think >It is four.", "It is four."),
        row("a namespace", "<seed:think>a</seed:think>It is four.", "It is four."),
        row("in the middle", "It is <think>a</think>four.", "It is four."),
        row("several", "<think>a</think>It is <think>b</think>four.", "It is four."),
        row("empty", "<think></think>It is four.", "It is four."),
        row("self-closing", "<think/>It is four.", "It is four."),
        row("never closed", "It is four. <think>But maybe", "It is four."),
        row("nothing else", "<think>a</think>", ""),
        row("never closed, nothing else", "<think>They want the time.", ""),
        row("never opened", "They want the time.</think>It is four.", "It is four."),
        row("never opened, twice", "a</think>b</think>It is four.", "It is four."),
        row("nested", "<think>a<think>b</think>c</think>It is four.", "It is four."),
        row(
            "nested, others",
            "<think>a<reasoning>b</reasoning>c</think>It is four.",
            "It is four."),
        row("opened twice", "<think>\n<think>\na</think>It is four.", "It is four."),
        row("an inner one stays open", "<think>a<thought>b</think>It is four.", "It is four."),
        row("closed by another name", "<think>a</thinking>It is four.", "It is four."),
        row("cut within", "<think>a<reasoning>b</reasoning>c", ""),
        row("with an answer tag", "<think>a</think>\n<answer>It is four.</answer>", "It is four."),
        row("Mistral", "[THINK]a[/THINK]It is four.", "It is four."),
        row("Mistral, never opened", "a[/THINK]It is four.", "It is four."),
        row(
            "OpenThinker",
            "<|begin_of_thought|>a<|end_of_thought|>\n<|begin_of_solution|>It is four."
                + "<|end_of_solution|>",
            "It is four."),
        row("Kimi", "◁think▷a◁/think▷It is four.", "It is four."),
        row(
            "gpt-oss",
            "<|channel|>analysis<|message|>They want the time.<|end|><|start|>assistant"
                + "<|channel|>final<|message|>It is four.<|return|>",
            "It is four."),
        row(
            "gpt-oss, no end",
            "<|channel|>analysis<|message|>a<|channel|>final<|message|>It is four.",
            "It is four."),
        row("gpt-oss, cut", "<|channel|>analysis<|message|>They want", ""),
        row("gpt-oss, only final", "<|channel|>final<|message|>It is four.", "It is four."),
        row(
            "gpt-oss, tokens removed",
            "analysisThey want the time.assistantfinalIt is four.",
            "It is four."),
        row(
            "gpt-oss, a call",
            "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>commentary"
                + " to=functions.x<|message|>{}<|call|>",
            "<|channel|>commentary to=functions.x<|message|>{}<|call|>"),
        row("no tag", "It is four.", "It is four."),
        row("other tags", "It is <b>four</b>.", "It is <b>four</b>."),
        row("a longer name", "<thinker>It is four.</thinker>", "<thinker>It is four.</thinker>"),
        row("an operator", "3 <think 4", "3 <think 4"),
        row("spoken of", "Put it into `<think>` tags.", "Put it into `<think>` tags."),
        row("a list", "[1] It is four.", "[1] It is four."),
        row("analysis as a word", "analysis of the day", "analysis of the day"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void reasoningIsRemoved(String kind, String text, String rest) {
    assertEquals(rest, Thinking.strip(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>",
        "</think>",
        "<think",
        "<think ",
        "<think><reasoning></think>",
        "[THINK]",
        "<",
        "<think></reasoning>",
        "<|channel|>",
        "<|channel|>analysis",
        "<|start|>",
        "<|end|>",
        "◁",
        "</",
        "<think>a</think>",
        "`<think>",
        "analysis"
      })
  void hostileTextsTakeLittleTime(String part) {
    String text = part.repeat(1_000_000 / part.length());

    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Thinking.strip(text));
  }
}
