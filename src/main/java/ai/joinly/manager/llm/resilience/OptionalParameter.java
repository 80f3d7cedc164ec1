package ai.joinly.manager.llm.resilience;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Request parameter that some models refuse and that can be omitted. */
public enum OptionalParameter {
  TEMPERATURE("temperature"),
  TOOL_CHOICE(
      "tool[_ ]?(choice|config)|function_?calling_?config|forced? function call"
          + "|function calling mode|force\\w* tool use"),
  PARALLEL_TOOL_CALLS("parallel[_ ](tool|function)[_ -]?call"),
  /** Amount of reasoning before the answer, under any provider's name for it. */
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
   * @param names regular expression of its names in error messages
   */
  OptionalParameter(String names) {
    this.names = Pattern.compile(names, Pattern.CASE_INSENSITIVE);
  }

  /** Returns the parameters that the error message {@code error} names. */
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
