package ai.joinly.manager.llm.resilience;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What a request may carry, what some models refuse, and what can be left out. */
public enum OptionalParameter {
  TEMPERATURE("temperature"),
  TOOL_CHOICE(
      "tool[_ ]?(choice|config)|function_?calling_?config|forced? function call"
          + "|function calling mode|force\\w* tool use"),
  PARALLEL_TOOL_CALLS("parallel[_ ](tool|function)[_ -]?call"),
  /** How much is thought before the answer, however a provider calls that. */
  EFFORT("reasoning[_. ](effort|value)|thinking|think[_ ]?(value|level|budget)"),
  VERBOSITY("verbosity"),
  IMAGES(
      "image_url|image[s]? (input|content|is|are)|images|inline_?data|multi-?modal|vision"
          + "|content must be a string|mmproj"),
  PROMPT_CACHE("cache_control"),
  SCHEMA(
      "response_?(format|json_?schema|schema|mime_?type)|json_schema|output[_ ](config|format)"
          + "|structured output");

  private final Pattern names;

  /**
   * @param names how it is spelled in the errors about it
   */
  OptionalParameter(String names) {
    this.names = Pattern.compile(names, Pattern.CASE_INSENSITIVE);
  }

  /** Those that {@code error}, the words of a refusal, speaks of. */
  public static Set<OptionalParameter> namedIn(String error) {
    EnumSet<OptionalParameter> named = EnumSet.noneOf(OptionalParameter.class);
    for (OptionalParameter parameter : values()) {
      if (parameter.names.matcher(error).find()) {
        named.add(parameter);
      }
    }
    return named;
  }
}
