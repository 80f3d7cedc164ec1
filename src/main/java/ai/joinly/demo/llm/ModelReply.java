package ai.joinly.demo.llm;

import java.time.Instant;

/**
 * What the scripted model answers, with what a protocol tells beside it.
 *
 * @param number makes the ids of the answer and its calls unique
 * @param model as the request names it
 * @param tokensIn about how long the request was
 */
record ModelReply(
    long number, Instant at, String model, int tokensIn, ScriptedModel.Answer answer) {
  private static final int CHARACTERS_PER_TOKEN = 4;

  static int tokens(int characters) {
    return characters / CHARACTERS_PER_TOKEN;
  }

  /** About how long the answer is. */
  int tokensOut() {
    int written =
        answer.content().map(String::length).orElse(0)
            + answer.calls().stream()
                .flatMap(call -> call.arguments().values().stream())
                .mapToInt(String::length)
                .sum();
    return 1 + tokens(written);
  }
}
