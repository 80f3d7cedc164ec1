package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.FieldChecks;
import java.util.Optional;

/**
 * What the language model is told about its part.
 *
 * @param style the built-in instructions
 * @param customPrompt replaces the style's instructions; may hold placeholders
 * @param personalityPrompt the analyst's point of view
 */
public record PromptSettings(
    PromptStyle style, Optional<String> customPrompt, Optional<String> personalityPrompt) {
  private static final int LONGEST = 32_768;

  /** The built-in multi-party instructions. */
  public static final PromptSettings DEFAULT =
      new PromptSettings(PromptStyle.MPC, Optional.empty(), Optional.empty());

  public PromptSettings {
    FieldChecks checks = new FieldChecks();
    checks.optionalText("custom_prompt", customPrompt, LONGEST);
    checks.optionalText("personality_prompt", personalityPrompt, LONGEST);
    checks.done();
  }
}
