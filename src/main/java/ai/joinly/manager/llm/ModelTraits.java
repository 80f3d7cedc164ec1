package ai.joinly.manager.llm;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is known of an OpenAI model by its name. What is not known here shows in the server's
 * errors, and is then left out of the next request.
 *
 * @param parameters what a request may carry
 * @param takesImages whether it looks at pictures
 * @param reasoningEffort what is asked of a model that would otherwise think for long
 */
record ModelTraits(
    Set<OptionalParameter> parameters, boolean takesImages, Optional<String> reasoningEffort) {
  private static final Pattern REASONING = Pattern.compile("(o\\d|gpt-5)(?!.*-chat).*");
  private static final Pattern MINIMAL_EFFORT = Pattern.compile("gpt-5(-mini|-nano)?(-\\d.*)?");
  private static final Pattern BLIND_REASONING =
      Pattern.compile("o1-mini.*|o1-preview.*|o3-mini.*");
  private static final Pattern SEEING =
      Pattern.compile("(chatgpt-4o|gpt-4o|gpt-4\\.1|gpt-4\\.5|gpt-4-turbo|gpt-5|o\\d).*");

  ModelTraits {
    parameters = Set.copyOf(parameters);
  }

  /** The traits of {@code model}, which may carry the name of a vendor in front of a slash. */
  static ModelTraits of(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    boolean seeing = SEEING.matcher(name).matches() && !BLIND_REASONING.matcher(name).matches();
    if (!REASONING.matcher(name).matches()) {
      return new ModelTraits(
          EnumSet.of(
              OptionalParameter.TEMPERATURE,
              OptionalParameter.TOOL_CHOICE,
              OptionalParameter.PARALLEL_TOOL_CALLS),
          seeing,
          Optional.empty());
    }
    // Reasoning models refuse a temperature, and parallel_tool_calls beside the least effort.
    return MINIMAL_EFFORT.matcher(name).matches()
        ? new ModelTraits(
            EnumSet.of(OptionalParameter.TOOL_CHOICE, OptionalParameter.REASONING_EFFORT),
            seeing,
            Optional.of("minimal"))
        : new ModelTraits(EnumSet.of(OptionalParameter.TOOL_CHOICE), seeing, Optional.empty());
  }
}
