package ai.joinly.manager.llm.provider;

import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is known of a model by its name. What is not known here shows in the server's errors, and is
 * then left out of the next request.
 *
 * @param parameters what a request may carry
 * @param effort how little a model is asked to think that would otherwise think for long
 */
public record ModelTraits(Set<OptionalParameter> parameters, Optional<Effort> effort) {
  /** How much is thought before the answer. */
  sealed interface Effort {
    /** By the name that the provider has for it. */
    record Level(String name) implements Effort {}

    /** In tokens; 0 for no thoughts at all. */
    record Budget(int tokens) implements Effort {}
  }

  private static final Pattern REASONING = Pattern.compile("(o\\d|gpt-5)(?!.*-chat).*");
  private static final Pattern MINIMAL_EFFORT = Pattern.compile("gpt-5(-mini|-nano)?(-\\d.*)?");
  private static final Pattern LOW_EFFORT =
      Pattern.compile("o\\d(?!-mini|-preview|-pro).*|o[34]-mini.*");
  private static final Pattern BLIND_REASONING =
      Pattern.compile("o1-mini.*|o1-preview.*|o3-mini.*");
  private static final Pattern SEEING =
      Pattern.compile("(chatgpt-4o|gpt-4o|gpt-4\\.1|gpt-4\\.5|gpt-4-turbo|gpt-5|o\\d).*");
  private static final Pattern OLLAMA_SEEING =
      Pattern.compile(
          ".*(llava|vision|[-\\d]vl\\b|minicpm-v|moondream).*"
              + "|llama4.*|gemma3(?!:270m|:1b).*|mistral-small3\\.[12].*");
  private static final Pattern OLD_CLAUDE =
      Pattern.compile("claude-([12]|instant|3|(opus|sonnet)-4(-0|-2025.*)?$).*");
  private static final Pattern BLIND_CLAUDE = Pattern.compile("claude-([12]|instant).*");
  private static final Pattern NEW_GEMINI = Pattern.compile("gemini-[3-9].*");

  public ModelTraits {
    parameters = Set.copyOf(parameters);
  }

  /** The traits of {@code model}, which may carry the name of a vendor in front of a slash. */
  public static ModelTraits of(LlmProvider provider, String model) {
    String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return switch (provider) {
      case OPENAI, AZURE_OPENAI -> openAi(name);
      case OLLAMA -> ollama(name);
      case ANTHROPIC -> anthropic(name);
      case GOOGLE -> google(name);
    };
  }

  private static ModelTraits openAi(String name) {
    EnumSet<OptionalParameter> parameters =
        EnumSet.of(OptionalParameter.TOOL_CHOICE, OptionalParameter.SCHEMA);
    if (SEEING.matcher(name).matches() && !BLIND_REASONING.matcher(name).matches()) {
      parameters.add(OptionalParameter.IMAGES);
    }
    if (!REASONING.matcher(name).matches()) {
      parameters.add(OptionalParameter.TEMPERATURE);
      parameters.add(OptionalParameter.PARALLEL_TOOL_CALLS);
      return new ModelTraits(parameters, Optional.empty());
    }
    // Reasoning models refuse a temperature, and parallel_tool_calls beside the least effort.
    parameters.add(OptionalParameter.EFFORT);
    if (name.startsWith("gpt-5")) {
      parameters.add(OptionalParameter.VERBOSITY);
    }
    return new ModelTraits(parameters, openAiEffort(name));
  }

  private static Optional<Effort> openAiEffort(String name) {
    if (MINIMAL_EFFORT.matcher(name).matches()) {
      return Optional.of(new Effort.Level("minimal"));
    }
    return LOW_EFFORT.matcher(name).matches()
        ? Optional.of(new Effort.Level("low"))
        : Optional.empty();
  }

  /** Models that cannot think take "none" as well; gpt-oss cannot do without. */
  private static ModelTraits ollama(String name) {
    EnumSet<OptionalParameter> parameters =
        EnumSet.of(
            OptionalParameter.TEMPERATURE,
            OptionalParameter.TOOL_CHOICE,
            OptionalParameter.EFFORT,
            OptionalParameter.SCHEMA);
    if (OLLAMA_SEEING.matcher(name).matches()) {
      parameters.add(OptionalParameter.IMAGES);
    }
    return new ModelTraits(
        parameters, Optional.of(new Effort.Level(name.startsWith("gpt-oss") ? "low" : "none")));
  }

  private static ModelTraits anthropic(String name) {
    EnumSet<OptionalParameter> parameters =
        EnumSet.of(
            OptionalParameter.TEMPERATURE,
            OptionalParameter.TOOL_CHOICE,
            OptionalParameter.PROMPT_CACHE);
    if (!OLD_CLAUDE.matcher(name).matches()) {
      parameters.add(OptionalParameter.SCHEMA);
    }
    if (name.startsWith("claude-") && !BLIND_CLAUDE.matcher(name).matches()) {
      parameters.add(OptionalParameter.IMAGES);
    }
    return new ModelTraits(parameters, Optional.empty());
  }

  private static ModelTraits google(String name) {
    EnumSet<OptionalParameter> parameters =
        EnumSet.of(OptionalParameter.TOOL_CHOICE, OptionalParameter.SCHEMA);
    if (name.startsWith("gemini-")) {
      parameters.add(OptionalParameter.IMAGES);
    }
    if (NEW_GEMINI.matcher(name).matches()) {
      // From the third generation on Google advises against any other than the default temperature.
      parameters.add(OptionalParameter.EFFORT);
      return new ModelTraits(parameters, Optional.of(new Effort.Level("low")));
    }
    parameters.add(OptionalParameter.TEMPERATURE);
    Optional<Effort> effort = geminiBudget(name);
    if (effort.isPresent()) {
      parameters.add(OptionalParameter.EFFORT);
    }
    return new ModelTraits(parameters, effort);
  }

  /** The least that these models take. */
  private static Optional<Effort> geminiBudget(String name) {
    if (name.startsWith("gemini-2.5-flash")) {
      return Optional.of(new Effort.Budget(0));
    }
    return name.startsWith("gemini-2.5-pro")
        ? Optional.of(new Effort.Budget(128))
        : Optional.empty();
  }
}
