package ai.joinly.demo.llm;

import java.time.Instant;

/**
 * Answer of the scripted model, with the metadata that protocols add.
 *
 * @param number makes the ids of the answer and its calls unique
 * @param model the model that the request names
 * @param tokensIn approximate length of the request
 */
record ModelReply(
    long number, Instant at, String model, int tokensIn, ScriptedModel.Answer answer) {
  private static final int CHARACTERS_PER_TOKEN = 4;

  static int tokens(int characters) {
    return characters / CHARACTERS_PER_TOKEN;
  }

  /** Returns the approximate length of the answer. */
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
