package ai.joinly.manager.llm.provider;

import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Properties of a model that are known by its name. Others are found by the server's errors; the
 * parameter is then omitted from later requests.
 *
 * @param parameters the parameters that a request may carry
 * @param effort the reduced reasoning effort of a model that would otherwise reason for long
 */
public record ModelTraits(Set<OptionalParameter> parameters, Optional<Effort> effort) {
  /** Amount of reasoning before the answer. */
  sealed interface Effort {
    /** Level by the provider's name. */
    record Level(String name) implements Effort {}

    /** Budget in tokens; 0 for no reasoning. */
    record Budget(int tokens) implements Effort {}
  }

  private static final Pattern REASONING = Pattern.compile("(o\\d|gpt-5)(?!.*-chat).*");
  private static final Pattern MINIMAL_EFFORT = Pattern.compile("gpt-5(-mini|-nano)?(-\\d.*)?");
  private static final Pattern LOW_EFFORT =
      Pattern.compile("o\\d(?!-mini|-preview|-pro).*|o[34]-mini.*");
  private static final Pattern TEXT_ONLY_REASONING =
      Pattern.compile("o1-mini.*|o1-preview.*|o3-mini.*");
  private static final Pattern IMAGE_MODELS =
      Pattern.compile("(chatgpt-4o|gpt-4o|gpt-4\\.1|gpt-4\\.5|gpt-4-turbo|gpt-5|o\\d).*");
  private static final Pattern OLLAMA_IMAGE_MODELS =
      Pattern.compile(
          ".*(llava|vision|[-\\d]vl\\b|minicpm-v|moondream).*"
              + "|llama4.*|gemma3(?!:270m|:1b).*|mistral-small3\\.[12].*");
  private static final Pattern OLD_CLAUDE =
      Pattern.compile("claude-([12]|instant|3|(opus|sonnet)-4(-0|-2025.*)?$).*");
  private static final Pattern TEXT_ONLY_CLAUDE = Pattern.compile("claude-([12]|instant).*");
  private static final Pattern NEW_GEMINI = Pattern.compile("gemini-[3-9].*");

  public ModelTraits {
    parameters = Set.copyOf(parameters);
  }

  /**
   * Returns the traits of {@code model}, whose name may have a vendor prefix that ends with a
   * slash.
   */
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
    if (IMAGE_MODELS.matcher(name).matches() && !TEXT_ONLY_REASONING.matcher(name).matches()) {
      parameters.add(OptionalParameter.IMAGES);
    }
    if (!REASONING.matcher(name).matches()) {
      parameters.add(OptionalParameter.TEMPERATURE);
      parameters.add(OptionalParameter.PARALLEL_TOOL_CALLS);
      return new ModelTraits(parameters, Optional.empty());
    }
    // Reasoning models refuse a temperature, and parallel_tool_calls together with the lowest
    // effort.
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

  /**
   * Returns the traits of an Ollama model. Models without reasoning accept "none" as well; gpt-oss
   * cannot disable it.
   */
  private static ModelTraits ollama(String name) {
    EnumSet<OptionalParameter> parameters =
        EnumSet.of(
            OptionalParameter.TEMPERATURE,
            OptionalParameter.TOOL_CHOICE,
            OptionalParameter.EFFORT,
            OptionalParameter.SCHEMA);
    if (OLLAMA_IMAGE_MODELS.matcher(name).matches()) {
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
    if (name.startsWith("claude-") && !TEXT_ONLY_CLAUDE.matcher(name).matches()) {
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
      // Since the third generation Google advises against any other than the default temperature.
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

  /** Returns the smallest budget that these models accept. */
  private static Optional<Effort> geminiBudget(String name) {
    if (name.startsWith("gemini-2.5-flash")) {
      return Optional.of(new Effort.Budget(0));
    }
    return name.startsWith("gemini-2.5-pro")
        ? Optional.of(new Effort.Budget(128))
        : Optional.empty();
  }
}
