package ai.joinly.manager.llm;

import java.util.regex.Pattern;

/** The reasoning that a model writes into its answer, between tags such as {@code <think>}. */
public final class Thinking {
  private static final Pattern BLOCK =
      Pattern.compile("<(think|thinking|thought|reasoning)>.*?(</\\1>|$)", Pattern.DOTALL);

  private Thinking() {}

  /** Returns {@code text} without its reasoning. */
  public static String strip(String text) {
    return BLOCK.matcher(text).replaceAll("").strip();
  }
}
