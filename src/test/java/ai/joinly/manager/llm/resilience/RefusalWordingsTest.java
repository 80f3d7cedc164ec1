package ai.joinly.manager.llm.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.Service;
import ai.joinly.manager.llm.Wire;
import ai.joinly.manager.llm.repair.Complaint;
import ai.joinly.manager.llm.repair.RefusalDetails;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers really say, and what it is taken for. */
class RefusalWordingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OLLAMA | 400 | registry.ollama.ai/library/gemma:2b does not support tools",
        "OPENAI | 400 | 'auto' tool choice requires --enable-auto-tool-choice and"
            + " --tool-call-parser to be set",
        "OPENAI | 404 | No endpoints found that support tool use. To learn more about provider"
            + " routing, visit: https://openrouter.ai/docs/provider-routing",
        "OPENAI | 500 | tools param requires --jinja flag",
        "OPENAI | 400 | `tool calling` is not supported with this model",
        "OPENAI | 400 | litellm.UnsupportedParamsError: ollama does not support parameters:"
            + " ['tools', 'tool_choice'], for model=gemma.",
        "OPENAI | 405 | deepinfra error: Tool calling is not supported for model: x/y",
        "OPENAI | 400 | This model doesn't support tool use in streaming mode.",
        "OPENAI | 400 | Unsupported parameter: 'tools' is not supported with this model.",
        "OPENAI | 400 | Unrecognized request argument supplied: tools",
        "OPENAI | 400 | Model does not support function calling",
        "AZURE | 400 | tools is not supported in this model. For a list of supported models, see"
            + " docs",
        "ANTHROPIC | 400 | claude-2.1 does not support tool use",
        "GOOGLE | 400 | Function calling is not enabled for models/gemma-3-27b-it",
        "GOOGLE | 400 | Tool use is not supported for this model"
      })
  void aModelWithoutToolsIsSaidToHaveNone(Wire wire, int status, String said) {
    try (Service service = new Service(wire)) {
      service.server.refuse(status, wire.error("x", said), request -> true);

      service.failure(Category.TOOLS_UNSUPPORTED);

      assertEquals(1, service.server.waiting(), "nothing else helps");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OLLAMA | 500 | no user query found in messages",
        "OLLAMA | 400 | prompt too long; exceeded max context length by 900 tokens",
        "OPENAI | 500 | Context size has been exceeded.",
        "OPENAI | 400 | the request exceeds the available context size. try increasing it",
        "OPENAI | 400 | Trying to keep the first 9 tokens when context the overflows. However, the"
            + " model is loaded with context length of only 4096 tokens",
        "OPENAI | 400 | length of prompt_tokens (163280) must be less than max_seq_len (32768).",
        "OPENAI | 400 | Please reduce the length of the messages or completion.",
        "OPENAI | 400 | Prompt contains 40000 tokens, too large for model with 32768 maximum"
            + " context length",
        "OPENAI | 400 | The decoder prompt (length 9) is longer than the maximum model length of"
            + " 4096",
        "OPENAI | 400 | This model's maximum prompt length is 131072 but the request contains"
            + " 140000",
        "OPENAI | 400 | Range of input length should be [1 to 30720]",
        "OPENAI | 400 | Your request exceeded model token limit: 8192",
        "OPENAI | 400 | Invalid 'messages[1].content': string too long. Expected a string with"
            + " maximum length 10485760",
        "OPENAI | 422 | Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097",
        "OPENAI | 413 | Request too large for model",
        "ANTHROPIC | 400 | input length and `max_tokens` exceed context limit: 199000 + 8192 >"
            + " 200000",
        "ANTHROPIC | 400 | Input is too long for requested model.",
        "GOOGLE | 400 | The input token count exceeds the maximum number of tokens allowed 1048576."
      })
  void aConversationIsTooLong(Wire wire, int status, String said) {
    try (Service service = new Service(wire)) {
      service.server.refuse(status, wire.error("x", said), request -> true);

      service.failure(Category.TOO_LONG);

      assertEquals(1, service.server.waiting());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ROLE_ORDER | Unexpected role RoleEnum.tool",
        "BROKEN_PAIRS | Not the same number of function calls and responses",
        "ROLE_ORDER | Please ensure that function call turn comes immediately after a user turn or"
            + " after a function response turn.",
        "BROKEN_PAIRS | messages with role 'tool' must be a response to a preceeding message with"
            + " 'tool_calls'.",
        "BROKEN_PAIRS | An assistant message with 'tool_calls' must be followed by tool messages"
            + " responding to each 'tool_call_id'.",
        "BROKEN_PAIRS | messages.1: `tool_use` ids were found without `tool_result` blocks"
            + " immediately after: toolu_1.",
        "BROKEN_PAIRS | unexpected `tool_use_id` found in `tool_result` blocks: a. Each"
            + " `tool_result` block must have a corresponding `tool_use` block in the previous"
            + " message.",
        "ROLE_ORDER | Cannot have 2 or more assistant messages at the end of the list.",
        "ROLE_ORDER | first message must use the 'user' role",
        "ROLE_ORDER | Only user and assistant roles are supported!",
        "BROKEN_PAIRS | Function call is missing a thought_signature in functionCall parts.",
        "TEMPLATE | 'dict object' has no attribute 'content'",
        "TEMPLATE | can only concatenate str (not \"NoneType\") to str",
        "TEMPLATE | Failed to apply the chat template of the model",
        "CALL_IDS | messages: `tool_use` ids must be unique",
        "CALL_IDS | Duplicate value for 'tool_call_id' of 'a' in message[3]",
        "CALL_IDS | litellm.BadRequestError: ContextWindowExceededError - Invalid"
            + " 'messages[11].tool_calls[0].id': string too long.",
        "CALL_IDS | Value at 'toolUseId' failed to satisfy constraint",
        "SYSTEM_ROLE | Developer instruction is not enabled for models/gemma-3-4b-it",
        "SYSTEM_ROLE | This model does not support system messages.",
        "PARALLEL_CALLS | This model only supports single tool-calls at once!",
        "TOOL_COUNT | Invalid 'tools': array too long. Expected an array with maximum length 128,"
            + " but got an array with length 325 instead.",
        "TOOL_COUNT | You may not include more than 128 tools in your request.",
        "TOOL_COUNT | number of tools exceeds 128",
        "TOOL_SCHEMA | Invalid 'tools[0].function.description': string too long.",
        "TOOL_SCHEMA | tools.0.custom.input_schema.properties: Property keys should match pattern"
            + " '^[a-zA-Z0-9_.-]{1,64}$'",
        "TOOL_SCHEMA | Unknown name \"exclusiveMinimum\" at 'tools[0].function_declarations[3]"
            + ".parameters.properties[0].value': Cannot find field.",
        "TOOL_SCHEMA | tools: Tool names must be unique.",
        "TOOL_SCHEMA | invalid JSON schema for tool x_t, tools[1].function.parameters: bad",
        "CACHE | tools.0.cache_control: Extra inputs are not permitted",
        "UNREADABLE_CALL | error parsing tool call: raw='{\"a', err=unexpected end of JSON input",
        "UNREADABLE_CALL | Tool choice is required, but model did not call a tool",
        "UNREADABLE_CALL | tool call validation failed: attempted to call tool 'x' which was not in"
            + " request.tools",
        "PARAMETER | This model does not support image input",
        "PARAMETER | Unsupported value: 'temperature' does not support 0.2 with this model.",
        "UNKNOWN | Request contains an invalid argument."
      })
  void eachRefusalHasItsRepairs(Complaint complaint, String said) {
    assertEquals(complaint, RefusalDetails.of(said).complaint());
  }

  @Test
  void whatARefusalPointsAtIsFound() {
    assertEquals(
        Set.of("x_t", "properties", "tags"),
        RefusalDetails.of("Invalid schema for function 'x_t': In context=('properties', 'tags')")
            .names());
    assertEquals(Set.of("x_t"), RefusalDetails.of("invalid JSON schema for tool x_t, bad").names());
    assertEquals(
        List.of(7), RefusalDetails.of("Invalid 'tools[7].function.parameters'").positions());
    assertEquals(List.of(7), RefusalDetails.of("tools.7.custom.name: no").positions());
    assertEquals(List.of(7), RefusalDetails.of("[\"body\",\"tools\",7,\"function\"]").positions());
    assertEquals(
        List.of(7), RefusalDetails.of("tools[0].function_declarations[7].name").positions());
    assertEquals(
        OptionalInt.of(128),
        RefusalDetails.of("array too long. Expected an array with maximum length 128, but got 325")
            .limit());
    assertEquals(
        OptionalInt.of(512),
        RefusalDetails.of("At most 512 function declarations can be specified").limit());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "tools ", "'", "tool_call_id ", "only user, ", "must alternate ", "\n"})
  void wordsOfAnyKindAreReadInTime(String part) {
    RefusalDetails details = RefusalDetails.of(part.repeat(4_000 / part.length()));
    assertEquals(details, RefusalDetails.of(part.repeat(4_000 / part.length())));
  }
}
