package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.oddities.Asked.Message;
import ai.joinly.manager.bench.oddities.Asked.Role;
import ai.joinly.manager.bench.oddities.Asked.Tool;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What servers refuse, in their own words: a request that breaks no rule is not refused. */
final class Refusals {
  private static final int MAX_TOOLS = 32;
  private static final int MAX_MESSAGES = 12;
  private static final Pattern CALL_ID =
      Pattern.compile("\"(?:id|tool_call_id)\":\"(?![a-zA-Z0-9]{9}\")([^\"]*)\"");
  private static final String INVALID = "invalid_request_error";

  private Refusals() {}

  /** Why {@code asked} is refused; empty when it keeps the rule, or {@code kind} is none. */
  static Optional<Refused> of(Kind kind, Wire wire, Asked asked) {
    return switch (kind) {
      case NO_TOOLS ->
          when(!asked.tools().isEmpty())
              .map(
                  any ->
                      bad(
                          wire,
                          "registry.ollama.ai/library/gemma:2b does not support tools",
                          INVALID));
      case ROLE_ORDER ->
          when(hasUserAfterTool(asked))
              .map(any -> bad(wire, "Unexpected role 'user' after role 'tool'", "3230"));
      case CALL_IDS -> callIds(wire, asked);
      case SCHEMA ->
          asked.tools().stream()
              .flatMap(tool -> SchemaRules.broken(wire, tool).stream())
              .findFirst()
              .map(message -> bad(wire, message, "invalid_function_parameters"));
      case PROPERTY_NAMES -> propertyNames(wire, asked);
      case TOO_MANY_TOOLS ->
          when(asked.tools().size() > MAX_TOOLS)
              .map(
                  any ->
                      bad(
                          wire,
                          "Invalid 'tools': array too long. Expected an array with maximum length"
                              + " %d, but got an array with length %d instead."
                                  .formatted(MAX_TOOLS, asked.tools().size()),
                          "array_above_max_length"));
      case TOOL_CHOICE -> toolChoice(wire, asked);
      case PARALLEL_CALLS ->
          when(asked.body().has("parallel_tool_calls"))
              .map(
                  any ->
                      bad(
                          wire,
                          "Unsupported parameter: 'parallel_tool_calls' is not supported with this"
                              + " model.",
                          "unsupported_parameter"));
      case SYSTEM_ROLE ->
          when(asked.system())
              .map(
                  any ->
                      wire == Wire.GEMINI
                          ? bad(
                              wire,
                              "Developer instruction is not enabled for models/gemma-3-27b-it",
                              "")
                          : bad(wire, "System role not supported", "BadRequestError"));
      case TOO_LONG -> when(asked.messages().size() > MAX_MESSAGES).map(any -> tooLong(wire));
      case TOOL_USE_FAILED ->
          when(!asked.tools().isEmpty())
              .map(
                  any ->
                      bad(
                          wire,
                          "Failed to call a function. Please adjust your prompt. See"
                              + " 'failed_generation' for more details.",
                          "tool_use_failed"));
      case RATE_LIMIT ->
          Optional.of(
              new Refused(
                  429,
                  wire == Wire.GEMINI ? "RESOURCE_EXHAUSTED" : "rate_limit_exceeded",
                  "Rate limit reached, try again in 1s.",
                  Optional.of("1")));
      case SERVER_ERROR ->
          Optional.of(
              new Refused(500, wire == Wire.GEMINI ? "INTERNAL" : "api_error", "Internal error"));
      case OVERLOADED ->
          Optional.of(
              new Refused(
                  wire == Wire.ANTHROPIC ? 529 : 503,
                  wire == Wire.GEMINI ? "UNAVAILABLE" : "overloaded_error",
                  "Overloaded",
                  Optional.of("1")));
      default -> Optional.empty();
    };
  }

  private static Optional<Boolean> when(boolean broken) {
    return broken ? Optional.of(true) : Optional.empty();
  }

  private static Refused bad(Wire wire, String message, String code) {
    return new Refused(
        400,
        switch (wire) {
          case OPENAI -> code;
          case ANTHROPIC -> INVALID;
          case GEMINI -> "INVALID_ARGUMENT";
        },
        message);
  }

  private static boolean hasUserAfterTool(Asked asked) {
    Role before = Role.USER;
    for (Message message : asked.messages()) {
      if (before == Role.TOOL && message.role() == Role.USER) {
        return true;
      }
      before = message.role();
    }
    return false;
  }

  private static Optional<Refused> callIds(Wire wire, Asked asked) {
    for (Message message : asked.messages()) {
      Matcher id = CALL_ID.matcher(message.content());
      if (message.role() != Role.USER && id.find()) {
        return Optional.of(
            bad(
                wire,
                "Tool call id was %s but must be a-z, A-Z, 0-9, with a length of 9."
                    .formatted(id.group(1)),
                "3280"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Refused> propertyNames(Wire wire, Asked asked) {
    int number = 0;
    for (Tool tool : asked.tools()) {
      for (var property : tool.schema().path("properties").properties()) {
        if (!property.getKey().matches("[a-zA-Z0-9_.-]{1,64}")) {
          return Optional.of(
              bad(
                  wire,
                  "tools.%d.custom.input_schema.properties: Property keys should match pattern"
                          .formatted(number)
                      + " '^[a-zA-Z0-9_.-]{1,64}$'",
                  INVALID));
        }
      }
      number++;
    }
    return Optional.empty();
  }

  private static Optional<Refused> toolChoice(Wire wire, Asked asked) {
    JsonNode body = asked.body();
    return switch (wire) {
      case OPENAI ->
          when(body.path("tool_choice").asText().equals("required"))
              .map(
                  any ->
                      bad(
                          wire,
                          "tool_choice 'required' is not supported by this model.",
                          "invalid_value"));
      case ANTHROPIC ->
          when(body.at("/tool_choice/type").asText().equals("any"))
              .map(
                  any ->
                      bad(
                          wire,
                          "Thinking may not be enabled when tool_choice forces tool use.",
                          ""));
      case GEMINI ->
          when(body.at("/toolConfig/functionCallingConfig/mode").asText().equals("ANY"))
              .map(any -> bad(wire, "Function calling config mode ANY is not supported.", ""));
    };
  }

  private static Refused tooLong(Wire wire) {
    return switch (wire) {
      case OPENAI ->
          bad(
              wire,
              "This model's maximum context length is 4096 tokens. However, you requested 5121"
                  + " tokens. Please reduce the length of the messages.",
              "context_length_exceeded");
      case ANTHROPIC -> bad(wire, "prompt is too long: 210000 tokens > 200000 maximum", "");
      case GEMINI ->
          bad(
              wire,
              "The input token count (40000) exceeds the maximum number of tokens allowed (32768).",
              "");
    };
  }
}
