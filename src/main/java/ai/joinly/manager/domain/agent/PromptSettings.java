package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.FieldChecks;
import java.util.Optional;

/**
 * Prompt settings of an agent.
 *
 * @param style the built-in instructions
 * @param customPrompt replaces the style's instructions; may contain placeholders
 * @param personalityPrompt additional instructions about the agent's character, or an analyst's
 *     point of view
 */
public record PromptSettings(
    PromptStyle style, Optional<String> customPrompt, Optional<String> personalityPrompt) {
  private static final int MAX_LENGTH = 32_768;

  /** The built-in multi-party instructions. */
  public static final PromptSettings DEFAULT =
      new PromptSettings(PromptStyle.MPC, Optional.empty(), Optional.empty());

  public PromptSettings {
    FieldChecks checks = new FieldChecks();
    checks.optionalText("custom_prompt", customPrompt, MAX_LENGTH);
    checks.optionalText("personality_prompt", personalityPrompt, MAX_LENGTH);
    checks.done();
  }
}
