package ai.joinly.manager.llm.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.AnswerSchema;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.Service;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.Wire;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of servers that do not keep to their protocol: kind × provider. */
@SuppressWarnings("StringConcatToTextBlock") // the lines are those of the wire
class LenientReadingTest {
  private static final List<Wire> CHAT = List.of(Wire.OPENAI, Wire.AZURE, Wire.OLLAMA);
  private static final String HI = "speak_text{\"text\":\"Hi\"}";
  private static final String SSE = "Content-Type: text/event-stream\r\n";

  private static final LlmRequest QUESTION =
      new LlmRequest(
          "You are Joinly.",
          List.of(new ChatMessage.User("Ada: hello")),
          List.of(
              new ToolDefinition(
                  "speak_text",
                  "Speaks.",
                  "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},"
                      + "\"required\":[\"text\"]}"),
              Fixtures.tool("end_turn")));

  /** The same body for all servers of chat completions. */
  private static Stream<Arguments> chat(String kind, String body, String expected) {
    return CHAT.stream().map(wire -> Arguments.of(kind, wire, body, expected));
  }

  private static Stream<Arguments> message(String kind, String message, String expected) {
    return chat(kind, "{\"choices\":[{\"message\":%s}]}".formatted(message), expected);
  }

  private static Stream<Arguments> call(String kind, String call, String expected) {
    return message(
        kind,
        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[%s]}".formatted(call),
        expected);
  }

  private static Stream<Arguments> arguments(String kind, String arguments, String expected) {
    return call(
        "arguments " + kind,
        "{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"speak_text\",\"arguments\":%s}}"
            .formatted(arguments),
        expected);
  }

  private static String choice(String fields) {
    return "{\"choices\":[{\"index\":0," + fields + "}]}";
  }

  static Stream<Arguments> chatCompletions() {
    String hi = "\"{\\\"text\\\":\\\"Hi\\\"}\"";
    String function = "{\"name\":\"speak_text\",\"arguments\":" + hi + "}";
    String said = "\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"}";
    return Stream.of(
            call("call without type", "{\"id\":\"a\",\"function\":" + function + "}", HI),
            call("call without id", "{\"type\":\"function\",\"function\":" + function + "}", HI),
            call(
                "call with id null",
                "{\"id\":null,\"type\":null,\"function\":" + function + "}",
                HI),
            call("call with a number as id", "{\"id\":7,\"function\":" + function + "}", HI),
            call("call without function", function, HI),
            call(
                "call with function as text",
                "{\"id\":\"a\",\"function\":\""
                    + function.replace("\\", "\\\\").replace("\"", "\\\"")
                    + "\"}",
                HI),
            call(
                "call with its index as text",
                "{\"index\":\"0\",\"id\":\"a\",\"function\":" + function + "}",
                HI),
            call(
                "call with a namespace",
                "{\"function\":" + function.replace("speak_text", "functions.speak_text") + "}",
                HI),
            call(
                "call with a special token",
                "{\"function\":"
                    + function.replace("speak_text", "speak_text<|channel|>commentary")
                    + "}",
                HI),
            call(
                "calls with the same id",
                "{\"id\":\"a\",\"function\":"
                    + function
                    + "},{\"id\":\"a\",\"function\":{\"name\":\"end_turn\"}}",
                HI + " end_turn{}"),
            call(
                "calls, one without a name",
                "{\"id\":\"a\",\"function\":"
                    + function
                    + "},{\"id\":\"b\",\"function\":{\"arguments\":\"{}\"}}",
                HI),
            message("calls as one object", "{\"tool_calls\":{\"function\":" + function + "}}", HI),
            arguments("as object", "{\"text\":\"Hi\"}", HI),
            arguments("in a list", "[{\"text\":\"Hi\"}]", HI),
            arguments("null", "null", "speak_text{}"),
            arguments("empty", "\"\"", "speak_text{}"),
            arguments("null as text", "\"null\"", "speak_text{}"),
            arguments("an empty list", "[]", "speak_text{}"),
            arguments(
                "doubly encoded", "\"\\\"{\\\\\\\"text\\\\\\\":\\\\\\\"Hi\\\\\\\"}\\\"\"", HI),
            arguments("after an empty object", "\"{}{\\\"text\\\":\\\"Hi\\\"}\"", HI),
            arguments("with a comma too many", "\"{\\\"text\\\":\\\"Hi\\\",}\"", HI),
            arguments("broken", "\"{\\\"text\\\":\"", "speak_text{\"text\":"),
            message("function_call", "{\"content\":null,\"function_call\":" + function + "}", HI),
            message(
                "content of parts",
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":\"reasoning\",\"text\":\"hm\"},{\"type\":\"text\",\"text\":\"Hel\"},{\"type\":\"output_text\",\"text\":\"lo\"}]}",
                "Hello"),
            message(
                "content of parts, empty, with a call",
                "{\"content\":[{\"type\":\"text\",\"text\":\"\"}],\"tool_calls\":[{\"function\":"
                    + function
                    + "}]}",
                HI),
            message(
                "content as one part",
                "{\"content\":{\"type\":\"text\",\"text\":\"Hello\"}}",
                "Hello"),
            message(
                "content of a part with a refusal",
                "{\"content\":[{\"type\":\"refusal\",\"refusal\":\"No.\"}]}",
                "DECLINED"),
            message("refusal", "{\"content\":null,\"refusal\":\"No.\"}", "DECLINED"),
            message("content null", "{\"content\":null}", ""),
            message("content missing", "{\"role\":\"assistant\"}", ""),
            message("content a number", "{\"content\":4}", "4"),
            message(
                "reasoning fields",
                "{\"content\":\"Hello\",\"reasoning_content\":\"hm\",\"reasoning\":\"hm\",\"thinking\":\"hm\",\"reasoning_details\":[{}]}",
                "Hello"),
            message("reasoning alone", "{\"content\":\"\",\"reasoning_content\":\"hm\"}", ""),
            message("reasoning tags", "{\"content\":\"<think>hm</think>Hello\"}", "Hello"),
            message("reasoning tag never closed", "{\"content\":\"<think>hm\"}", ""),
            message(
                "a written call",
                "{\"content\":\"<tool_call>\\n"
                    + "{\\\"name\\\": \\\"speak_text\\\", \\\"arguments\\\": {\\\"text\\\":"
                    + " \\\"Hi\\\"}}\\n"
                    + "</tool_call>\"}",
                HI),
            message(
                "a written call behind reasoning",
                "{\"content\":\"<think>{\\\"name\\\":\\\"end_turn\\\",\\\"parameters\\\":{}}</think>{\\\"name\\\":\\\"speak_text\\\",\\\"parameters\\\":{\\\"text\\\":\\\"Hi\\\"}}\"}",
                HI),
            message(
                "a written call of no offered tool",
                "{\"content\":\"<tool_call>{\\\"name\\\":\\\"dance\\\",\\\"arguments\\\":{}}</tool_call>\"}",
                ""),
            message(
                "a written call beside a real one",
                "{\"content\":\"<tool_call>{\\\"name\\\":\\\"speak_text\\\",\\\"arguments\\\":{\\\"text\\\":\\\"Hi\\\"}}</tool_call>\",\"tool_calls\":[{\"function\":"
                    + function
                    + "}]}",
                HI),
            chat(
                "an unknown finish reason",
                choice(said + ",\"finish_reason\":\"eos_token_found\""),
                "Hello"),
            chat(
                "an unknown finish reason, nothing else",
                choice("\"message\":{\"content\":\"\"},\"finish_reason\":\"who_knows\""),
                ""),
            chat("finish reason null", choice(said + ",\"finish_reason\":null"), "Hello"),
            chat(
                "finish reason a filter",
                choice("\"message\":{\"content\":null},\"finish_reason\":\"content_filter\""),
                "DECLINED"),
            chat(
                "finish reason a filter, no message",
                choice("\"finish_reason\":\"content_filter\""),
                "DECLINED"),
            chat(
                "finish reason length",
                choice("\"message\":{\"content\":\"\"},\"finish_reason\":\"max_tokens\""),
                "BAD_ANSWER"),
            chat(
                "all of it reasoning, cut",
                choice("\"message\":{\"content\":\"<think>hm\"},\"finish_reason\":\"length\""),
                "BAD_ANSWER"),
            chat(
                "the conversation too long",
                choice("\"message\":{\"content\":\"\"},\"finish_reason\":\"model_length\""),
                "TOO_LONG"),
            chat(
                "words and calls in choices",
                "{\"choices\":[{\"message\":{\"content\":\"Hello\"}},{\"message\":{\"tool_calls\":[{\"function\":"
                    + function
                    + "}]}}]}",
                "Hello " + HI),
            chat("no choice", "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{}}", ""),
            chat("choices null", "{\"object\":\"chat.completion\",\"choices\":null}", "BAD_ANSWER"),
            chat("the text of an old completion", choice("\"text\":\"Hello\""), "Hello"),
            chat(
                "Ollama's own protocol",
                "{\"model\":\"m\",\"message\":{\"content\":\"Hello\"},\"done\":true,\"done_reason\":\"stop\"}",
                "Hello"),
            chat(
                "odd fields",
                "{\"id\":null,\"created\":\"1.7e9\",\"model\":null,\"system_fingerprint\":{},\"service_tier\":7,\"choices\":[{\"index\":\"0\",\"logprobs\":\"x\","
                    + said
                    + "}]}",
                "Hello"),
            chat(
                "a created date with a fraction",
                "{\"id\":7,\"created\":1700000000.5,\"choices\":[{" + said + "}]}",
                "Hello"))
        .flatMap(rows -> rows);
  }

  static Stream<Arguments> errorsInside() {
    String answer = "{\"message\":\"Provider returned error\",\"code\":%s,\"metadata\":{}}";
    return Stream.of(
            chat(
                "error with a number",
                "{\"error\":" + answer.formatted("429") + ",\"user_id\":\"u\"}",
                "RATE_LIMITED"),
            chat(
                "error with a number as text",
                "{\"error\":" + answer.formatted("\"503\"") + "}",
                "SERVER_ERROR"),
            chat(
                "error with a name",
                "{\"error\":" + answer.formatted("\"rate_limit_exceeded\"") + "}",
                "RATE_LIMITED"),
            chat(
                "error with a name of a key",
                "{\"error\":" + answer.formatted("\"invalid_api_key\"") + "}",
                "KEY_REFUSED"),
            chat(
                "error with a number of a key",
                "{\"error\":" + answer.formatted("401") + "}",
                "KEY_REFUSED"),
            chat(
                "error with a quota",
                "{\"error\":{\"code\":\"insufficient_quota\"}}",
                "QUOTA_EXHAUSTED"),
            chat("error as text", "{\"error\":\"model 'm' not found\"}", "REQUEST_REFUSED"),
            chat(
                "error without anything known",
                "{\"error\":{\"message\":\"oops\"}}",
                "SERVER_ERROR"),
            chat(
                "error of the old form",
                "{\"object\":\"error\",\"message\":\"x\",\"code\":400}",
                "REQUEST_REFUSED"),
            chat(
                "error in a choice",
                "{\"choices\":[{\"error\":"
                    + answer.formatted("502")
                    + ",\"message\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}",
                "SERVER_ERROR"),
            chat(
                "finish reason error",
                choice("\"message\":{\"content\":\"It is\"},\"finish_reason\":\"error\""),
                "SERVER_ERROR"),
            chat(
                "MiniMax",
                "{\"choices\":null,\"base_resp\":{\"status_code\":1002,\"status_msg\":\"rate"
                    + " limit\"}}",
                "RATE_LIMITED"),
            chat(
                "no error",
                "{\"error\":null,\"base_resp\":{\"status_code\":0},\"choices\":[{\"message\":{\"content\":\"Hello\"}}]}",
                "Hello"),
            chat(
                "an error in a stream",
                "data: "
                    + choice("\"delta\":{\"content\":\"It\"}")
                    + "\n\ndata: {\"error\":"
                    + answer.formatted("429")
                    + "}\n\n",
                "RATE_LIMITED"),
            anthropic(
                "error",
                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"x\"}}",
                "RATE_LIMITED"),
            anthropic(
                "error of load",
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}",
                "SERVER_ERROR"),
            anthropic(
                "error of the key",
                "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"x\"}}",
                "KEY_REFUSED"),
            anthropic(
                "error of the request",
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt"
                    + " is too long: 3\"}}",
                "TOO_LONG"),
            anthropic(
                "an error in a stream",
                "event: error\n"
                    + "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n",
                "SERVER_ERROR"),
            gemini(
                "error",
                "{\"error\":{\"code\":429,\"message\":\"x\",\"status\":\"RESOURCE_EXHAUSTED\"}}",
                "RATE_LIMITED"),
            gemini(
                "error in a list",
                "[{\"error\":{\"code\":503,\"message\":\"x\",\"status\":\"UNAVAILABLE\"}}]",
                "SERVER_ERROR"),
            gemini(
                "error without a code",
                "{\"error\":{\"status\":\"PERMISSION_DENIED\"}}",
                "KEY_REFUSED"))
        .flatMap(rows -> rows);
  }

  private static Stream<Arguments> anthropic(String kind, String body, String expected) {
    return Stream.of(Arguments.of(kind, Wire.ANTHROPIC, body, expected));
  }

  private static Stream<Arguments> blocks(String kind, String content, String expected) {
    return anthropic(
        kind,
        "{\"role\":\"assistant\",\"content\":%s,\"stop_reason\":\"end_turn\"}".formatted(content),
        expected);
  }

  static Stream<Arguments> messages() {
    return Stream.of(
            blocks("content as text", "\"Hello\"", "Hello"),
            blocks("content null", "null", ""),
            blocks("content empty", "[]", ""),
            blocks("text null", "[{\"type\":\"text\",\"text\":null}]", ""),
            blocks(
                "thinking",
                "[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"},{\"type\":\"redacted_thinking\",\"data\":\"x\"},{\"type\":\"text\",\"text\":\"Hello\"}]",
                "Hello"),
            blocks("thinking alone", "[{\"type\":\"thinking\",\"thinking\":\"hm\"}]", ""),
            blocks(
                "unknown blocks",
                "[{\"type\":\"server_tool_use\",\"id\":\"x\",\"name\":\"web\",\"input\":\"q\"},{\"type\":\"hologram\",\"text\":\"no\"},{\"type\":\"text\",\"text\":\"Hello\",\"citations\":7}]",
                "Hello"),
            blocks(
                "input as text",
                "[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"speak_text\",\"input\":\"{\\\"text\\\":\\\"Hi\\\"}\"}]",
                HI),
            blocks(
                "input missing",
                "[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"end_turn\"}]",
                "end_turn{}"),
            blocks(
                "input null, no id",
                "[{\"type\":\"tool_use\",\"name\":\"end_turn\",\"input\":null}]",
                "end_turn{}"),
            blocks(
                "input in a list",
                "[{\"type\":\"tool_use\",\"name\":\"speak_text\",\"input\":[{\"text\":\"Hi\"}]}]",
                HI),
            blocks(
                "calls with the same id",
                "[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"speak_text\",\"input\":{\"text\":\"Hi\"}},{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"end_turn\",\"input\":{}}]",
                HI + " end_turn{}"),
            blocks(
                "a written call",
                "[{\"type\":\"text\",\"text\":\"<function_calls><invoke"
                    + " name=\\\"speak_text\\\"><parameter name=\\\"text\\\">Hi</parameter></"
                    + "invoke></function_calls>\"}]",
                HI),
            blocks(
                "reasoning tags",
                "[{\"type\":\"text\",\"text\":\"<thinking>hm</thinking>Hello\"}]",
                "Hello"),
            anthropic("a refusal", "{\"content\":[],\"stop_reason\":\"refusal\"}", "DECLINED"),
            anthropic(
                "a refusal that broke off",
                "{\"content\":[{\"type\":\"text\",\"text\":\"It\"}],\"stop_reason\":\"refusal\"}",
                "DECLINED"),
            anthropic(
                "the conversation too long",
                "{\"content\":[],\"stop_reason\":\"model_context_window_exceeded\"}",
                "TOO_LONG"),
            anthropic(
                "nothing, cut", "{\"content\":[],\"stop_reason\":\"max_tokens\"}", "BAD_ANSWER"),
            anthropic(
                "an unknown stop reason",
                "{\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"who_knows\"}",
                "Hello"),
            anthropic(
                "odd fields",
                "{\"id\":7,\"type\":null,\"model\":null,\"stop_sequence\":7,\"container\":\"x\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"usage\":null}",
                "Hello"),
            anthropic("no message", "{\"hello\":\"you\"}", "BAD_ANSWER"))
        .flatMap(rows -> rows);
  }

  private static Stream<Arguments> gemini(String kind, String body, String expected) {
    return Stream.of(Arguments.of(kind, Wire.GOOGLE, body, expected));
  }

  private static Stream<Arguments> parts(String kind, String parts, String expected) {
    return gemini(
        kind,
        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":%s},\"finishReason\":\"STOP\"}]}"
            .formatted(parts),
        expected);
  }

  static Stream<Arguments> generatedContent() {
    return Stream.of(
            gemini(
                "parts missing",
                "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"STOP\"}]}",
                ""),
            gemini("content missing", "{\"candidates\":[{\"finishReason\":\"STOP\"}]}", ""),
            gemini(
                "no candidate, blocked",
                "{\"candidates\":[],\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}",
                "DECLINED"),
            gemini(
                "no candidate",
                "{\"usageMetadata\":{\"promptTokenCount\":1},\"modelVersion\":\"g\"}",
                ""),
            gemini(
                "a filter",
                "{\"candidates\":[{\"finishReason\":\"PROHIBITED_CONTENT\"}]}",
                "DECLINED"),
            gemini(
                "nothing, cut",
                "{\"candidates\":[{\"finishReason\":\"MAX_TOKENS\"}]}",
                "BAD_ANSWER"),
            gemini(
                "an unknown finish reason",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hello\"}]},\"finishReason\":\"WHO_KNOWS\"}]}",
                "Hello"),
            gemini(
                "a candidate as object",
                "{\"candidates\":{\"content\":{\"parts\":{\"text\":\"Hello\"}}}}",
                "Hello"),
            parts("args missing", "[{\"functionCall\":{\"name\":\"end_turn\"}}]", "end_turn{}"),
            parts(
                "args null",
                "[{\"functionCall\":{\"name\":\"end_turn\",\"args\":null}}]",
                "end_turn{}"),
            parts(
                "args as text",
                "[{\"functionCall\":{\"name\":\"speak_text\",\"args\":\"{\\\"text\\\":\\\"Hi\\\"}\"}}]",
                HI),
            parts(
                "args in a list",
                "[{\"functionCall\":{\"name\":\"speak_text\",\"args\":[{\"text\":\"Hi\"}]}}]",
                HI),
            parts(
                "a namespace",
                "[{\"functionCall\":{\"name\":\"default_api.speak_text\",\"args\":{\"text\":\"Hi\"}}}]",
                HI),
            parts(
                "thoughts",
                "[{\"text\":\"hm\",\"thought\":true,\"thoughtSignature\":\"x\"},{\"text\":\"Hello\"}]",
                "Hello"),
            parts("thoughts alone", "[{\"text\":\"hm\",\"thought\":true}]", ""),
            parts(
                "unknown parts",
                "[{\"hologram\":{}},null,{\"executableCode\":{\"language\":\"RUST\",\"code\":\"x\"}},{\"text\":\"Hello\"}]",
                "Hello"),
            parts(
                "a written call",
                "[{\"text\":\"```tool_code\\nprint(default_api.speak_text(text='Hi'))\\n```\"}]",
                HI),
            gemini(
                "odd fields",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hello\"}]},\"index\":\"0\",\"avgLogprobs\":\"NaN\",\"safetyRatings\":{},\"groundingMetadata\":7}],\"responseId\":7,\"createTime\":{}}",
                "Hello"),
            gemini(
                "a call that the server cannot read",
                "{\"candidates\":[{\"content\":{},\"finishReason\":\"MALFORMED_FUNCTION_CALL\"}]}",
                "Hello"),
            gemini("no answer", "{\"hello\":\"you\"}", "BAD_ANSWER"))
        .flatMap(rows -> rows);
  }

  static Stream<Arguments> streams() {
    String one = choice("\"delta\":{\"role\":\"assistant\",\"content\":\"Hel\"}");
    String two = choice("\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"");
    String begin =
        choice(
            "\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"speak_text\",\"arguments\":\"\"}}]}");
    String more =
        choice(
            "\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"text\\\":\"}}]}");
    String last =
        choice(
            "\"delta\":{\"tool_calls\":[{\"index\":\"0\",\"function\":{\"arguments\":\"\\\"Hi\\\"}\"}}]}");
    String whole =
        "{\"index\":0,\"id\":\"%s\",\"function\":{\"name\":\"%s\",\"arguments\":\"%s\"}}";
    String hi = "{\\\"text\\\":\\\"Hi\\\"}";
    return Stream.of(
            chat("stream", "data: " + one + "\n\ndata: " + two + "\n\ndata: [DONE]\n\n", "Hello"),
            chat(
                "stream of a call",
                "data: " + begin + "\n\ndata: " + more + "\n\ndata: " + last + "\n\n",
                HI),
            chat(
                "stream without blank lines",
                "data:" + one + "\r\ndata:" + two + "\r\ndata:[DONE]",
                "Hello"),
            chat(
                "stream with comments, names and a byte order mark",
                "\ufeff: OPENROUTER PROCESSING\n\nevent: x\nid: 1\ndata: "
                    + one
                    + "\n\n: OPENROUTER PROCESSING\n\ndata: "
                    + two
                    + "\n\n",
                "Hello"),
            chat(
                "stream with empty and broken events",
                "data: \n\ndata: "
                    + one
                    + "\n\ndata: {broken\n\ndata: {\"choices\":[]}\n\ndata: "
                    + two
                    + "\n\n",
                "Hello"),
            chat("stream of lines of JSON", one + "\n" + two + "\n", "Hello"),
            chat("stream in a list", "[" + one + "," + two + "]", "Hello"),
            chat(
                "stream with a whole answer",
                "data: {\"choices\":[{\"message\":{\"content\":\"Hello\"}}]}\n\n",
                "Hello"),
            chat(
                "stream of calls with one index",
                "data: "
                    + choice(
                        "\"delta\":{\"tool_calls\":["
                            + whole.formatted("a", "speak_text", hi)
                            + "]}")
                    + "\n\ndata: "
                    + choice(
                        "\"delta\":{\"tool_calls\":["
                            + whole.formatted("b", "end_turn", "{}")
                            + "]}")
                    + "\n\n",
                HI + " end_turn{}"),
            chat(
                "stream of calls with one index, no ids",
                "data: "
                    + choice(
                        "\"delta\":{\"tool_calls\":["
                            + whole.formatted("", "speak_text", hi)
                            + "]}")
                    + "\n\ndata: "
                    + choice(
                        "\"delta\":{\"tool_calls\":["
                            + whole.formatted("", "end_turn", "{}")
                            + "]}")
                    + "\n\n",
                HI + " end_turn{}"),
            chat(
                "stream of thinking",
                "data: "
                    + choice("\"delta\":{\"reasoning_content\":\"hm\"}")
                    + "\n\ndata: "
                    + one
                    + "\n\ndata: "
                    + two
                    + "\n\n",
                "Hello"),
            chat(
                "stream of Ollama's own protocol",
                "{\"message\":{\"content\":\"Hello\"},\"done\":true}\n",
                "Hello"),
            chat("stream without content", ": ping\n\n", "BAD_ANSWER"),
            anthropic(
                "stream",
                event(
                        "message_start",
                        "\"message\":{\"content\":[],\"usage\":{\"input_tokens\":5}}")
                    + event("ping", "\"x\":1")
                    + event(
                        "content_block_start",
                        "\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}")
                    + event(
                        "content_block_delta",
                        "\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}")
                    + event(
                        "content_block_start",
                        "\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
                    + event(
                        "content_block_delta",
                        "\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}")
                    + event(
                        "content_block_delta",
                        "\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"lo\"}")
                    + event("content_block_stop", "\"index\":1")
                    + event(
                        "content_block_start",
                        "\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"speak_text\",\"input\":{}}")
                    + event(
                        "content_block_delta",
                        "\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"text\\\":\"}")
                    + event(
                        "content_block_delta",
                        "\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"Hi\\\"}\"}")
                    + event(
                        "message_delta",
                        "\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":7}")
                    + event("message_stop", "\"x\":1"),
                "Hello " + HI),
            gemini(
                "stream",
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}]}}]}\r\n\r\n"
                    + "data:"
                    + " {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"lo\"}]},\"finishReason\":\"STOP\"}]}\r\n\r\n",
                "Hello"),
            gemini(
                "stream in a list",
                "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}]}}]}\n"
                    + ",\n"
                    + "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"lo\"},{\"functionCall\":{\"name\":\"end_turn\"}}]},\"finishReason\":\"STOP\"}]}]",
                "Hello end_turn{}"))
        .flatMap(rows -> rows);
  }

  private static String event(String type, String fields) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
  }

  @ParameterizedTest(name = "{0} × {1}")
  @MethodSource({"chatCompletions", "messages", "generatedContent"})
  void reads(String kind, Wire wire, String body, String expected) {
    assertRead(wire, "", body, expected);
  }

  @ParameterizedTest(name = "{0} × {1}")
  @MethodSource("errorsInside")
  void anErrorInsideIsTakenForItsStatus(String kind, Wire wire, String body, String expected) {
    assertRead(wire, "", body, expected);
  }

  @ParameterizedTest(name = "{0} × {1}")
  @MethodSource("streams")
  void aStreamIsPutTogether(String kind, Wire wire, String body, String expected) {
    assertRead(wire, SSE, body, expected);
    assertRead(wire, "", body, expected);
  }

  private static void assertRead(Wire wire, String headers, String body, String expected) {
    try (Service service = new Service(wire)) {
      for (int i = 0; i < 3; i++) {
        service.server.then(200, headers, body);
        if (expected.equals("Hello") && body.contains("MALFORMED")) {
          break; // another attempt is worth it
        }
      }

      assertEquals(expected, outcome(service.client));
    }
  }

  /** The words and calls of an answer, or the category of its failure. */
  private static String outcome(LlmClient client) {
    try {
      ChatMessage.Assistant answer = client.complete(QUESTION).message();
      assertEquals(
          answer.toolCalls().size(),
          answer.toolCalls().stream().map(ChatMessage.ToolCall::id).distinct().count());
      return Stream.concat(
              answer.text().stream(),
              answer.toolCalls().stream().map(call -> call.name() + compact(call.arguments())))
          .collect(Collectors.joining(" "));
    } catch (LlmException e) {
      return e.category().name();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** LangChain4j puts the arguments of some providers on several lines. */
  private static String compact(String arguments) {
    try {
      return new JsonMapper().readTree(arguments).toString();
    } catch (JsonProcessingException e) {
      return arguments;
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorInsideIsWaitedForAndTriedAgain(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(
          200, "Retry-After: 3\r\n", "{\"error\":{\"code\":429,\"message\":\"slow down\"}}");

      assertEquals("Hello", service.client.complete(QUESTION).message().text().orElseThrow());
      assertEquals(List.of(Duration.ofSeconds(3)), service.waits);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorInsideIsExplained(Wire wire) {
    try (Service service = new Service(wire)) {
      service.server.then("{\"error\":{\"code\":401,\"message\":\"hello " + Fixtures.KEY + "\"}}");

      LlmException e = service.failure(Category.KEY_REFUSED);

      assertTrue(e.getMessage().contains("(401)"), e.getMessage());
      assertEquals(1, service.server.waiting());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatStandsAroundAnAnswerIsSkipped(Wire wire) throws Exception {
    for (String junk :
        List.of("\ufeff", "\n\n  \n", ": OPENROUTER PROCESSING\n\n", "\u0000\u200b")) {
      try (Service service = new Service(wire)) {
        service.server.then(junk + wire.hello() + "\n\n<!-- served by x -->");

        LlmReply reply = service.client.complete(QUESTION);

        assertEquals(Optional.of("Hello"), reply.message().text());
        assertEquals(Wire.USAGE, reply.usage());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void numbersMayBeTexts(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(wire.hello().replaceAll(":(\\d+)([,}])", ":\"$1\"$2"));
      assertEquals(Wire.USAGE, service.client.complete(QUESTION).usage());

      service.server.then(wire.hello().replaceAll(":(\\d+)([,}])", ":$1.2$2"));
      assertEquals(Wire.USAGE, service.client.complete(QUESTION).usage());
    }
  }

  @ParameterizedTest
  @EnumSource
  void usageMayBeNonsense(Wire wire) throws Exception {
    for (String value : List.of("-7", "null", "\"many\"", "{\"a\":1}", "[]")) {
      try (Service service = new Service(wire)) {
        service.server.then(wire.hello().replaceAll(":\\d+([,}])", ":" + value + "$1"));

        LlmReply reply = service.client.complete(QUESTION);

        assertEquals(Optional.of("Hello"), reply.message().text());
        assertEquals(TokenUsage.NONE, reply.usage());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void usageMayBeOfAnotherKind(Wire wire) throws Exception {
    for (String value : List.of("null", "7", "[]", "\"x\"", "{}")) {
      try (Service service = new Service(wire)) {
        service.server.then(
            wire.hello()
                .replaceAll(
                    "(?s)\"(usage|usageMetadata)\":\\s*\\{.*\\}\\s*,", "\"$1\":" + value + ",")
                .replaceAll("(?s)\"usage\":\\s*\\{.*\\}\\}?\\s*$", "\"usage\":" + value + "}"));

        LlmReply reply = service.client.complete(QUESTION);

        assertEquals(Optional.of("Hello"), reply.message().text());
        assertEquals(TokenUsage.NONE, reply.usage());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void reasoningIsNotSpoken(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      String said = "<think>They want the time.</think>It is four.";
      service.server.then(wire.twoCalls().replace("Hi", said));
      assertEquals("speak_text{\"text\":\"It is four.\"} end_turn{}", outcome(service.client));

      service.server.then(wire.answer(said));
      assertEquals("It is four.", outcome(service.client));

      service.server.then(wire.answer("<tool_call>speak_text(text='%s')".formatted(said)));
      assertEquals("speak_text{\"text\":\"It is four.\"}", outcome(service.client));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalIsNotRepeated(Wire wire) {
    try (Service service = new Service(wire)) {
      service.server.then(
          switch (wire) {
            case OPENAI, AZURE, OLLAMA -> choice("\"message\":{\"refusal\":\"No.\"}");
            case ANTHROPIC -> "{\"content\":[],\"stop_reason\":\"refusal\"}";
            case GOOGLE -> "{\"promptFeedback\":{\"blockReason\":\"OTHER\"}}";
          });

      service.failure(Category.DECLINED);
      assertEquals(1, service.server.waiting());
      assertEquals("Hello", outcome(service.client), "the next question is answered");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProperAnswerStaysAsItIs(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(wire.twoCalls());

      assertEquals(HI + " end_turn{}", outcome(service.client));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerByASchemaMaySpeakOfTags(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(wire.answer("{\\\"summary\\\":\\\"The <think> tag\\\"}"));

      LlmReply reply =
          service.client.complete(
              new LlmRequest(
                  "Sum up.",
                  List.of(new ChatMessage.User("Ada: hello")),
                  new AnswerSchema("analysis", "{\"type\":\"object\",\"properties\":{}}")));

      assertEquals(Optional.of("{\"summary\":\"The <think> tag\"}"), reply.message().text());
    }
  }
}
