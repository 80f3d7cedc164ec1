package ai.joinly.manager.llm.reading.written;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.jackson.JsonText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls in the text of an answer, in all notations. */
@SuppressWarnings("StringConcatToTextBlock") // the texts are those of models
class WrittenCallsTest {
  private static final String NS = "ant" + "ml:";
  private static final String HI = "speak_text{\"text\":\"Hi\"}";
  private static final String END = "end_turn{}";

  private static ToolOffer offer() {
    return new ToolOffer(
        Map.of(
            "speak_text",
            "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},"
                + "\"required\":[\"text\"]}",
            "end_turn",
            "{\"type\":\"object\",\"properties\":{}}",
            "tracker_search",
            "{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\"},"
                + "\"limit\":{\"type\":\"integer\"},\"tags\":{\"type\":\"array\"}},"
                + "\"required\":[\"query\"]}"));
  }

  private static Arguments row(String kind, String text, String rest, String... calls) {
    return Arguments.of(kind, text, rest, List.of(calls));
  }

  static Stream<Arguments> jsonAndFences() {
    String object = "{\"name\":\"speak_text\",\"arguments\":{\"text\":\"Hi\"}}";
    return Stream.of(
        row("bare: arguments", object, "", HI),
        row("bare: parameters", object.replace("arguments", "parameters"), "", HI),
        row("bare: input", object.replace("arguments", "input"), "", HI),
        row("bare: args", object.replace("arguments", "args"), "", HI),
        row(
            "bare: doubly encoded",
            "{\"name\":\"speak_text\",\"arguments\":\"{\\\"text\\\":\\\"Hi\\\"}\"}",
            "",
            HI),
        row("bare: list", "[" + object + ",{\"name\":\"end_turn\",\"arguments\":{}}]", "", HI, END),
        row(
            "bare: one after the other",
            object + "\n{\"name\":\"end_turn\",\"arguments\":{}}",
            "",
            HI,
            END),
        row("bare: tool", object.replace("name", "tool"), "", HI),
        row("bare: flat", "{\"tool\":\"speak_text\",\"text\":\"Hi\"}", "", HI),
        row("bare: name alone", "{\"name\":\"end_turn\"}", "", END),
        row("bare: key", "{\"speak_text\":{\"text\":\"Hi\"}}", "", HI),
        row("bare: function", "{\"function\":" + object + "}", "", HI),
        row(
            "bare: type and function",
            "{\"id\":\"1\",\"type\":\"function\",\"function\":" + object + "}",
            "",
            HI),
        row(
            "bare: function as text",
            "{\"function\":\"speak_text\",\"parameters\":{\"text\":\"Hi\"}}",
            "",
            HI),
        row("bare: tool_calls", "{\"tool_calls\":[" + object + "]}", "", HI),
        row(
            "bare: tool_use",
            "{\"type\":\"tool_use\",\"id\":\"x\",\"name\":\"speak_text\",\"input\":{\"text\":\"Hi\"}}",
            "",
            HI),
        row(
            "bare: recipient",
            "{\"tool_uses\":[{\"recipient_name\":\"functions.speak_text\",\"parameters\":{\"text\":\"Hi\"}}]}",
            "",
            HI),
        row(
            "bare: last brace missing",
            "{\"name\":\"speak_text\",\"arguments\":{\"text\":\"Hi\"}",
            "",
            HI),
        row("bare: a brace too many", object + "}", "", HI),
        row("bare: single quotes", "{'name':'speak_text','arguments':{'text':'Hi'}}", "", HI),
        row(
            "bare: a line break in a text",
            "{\"name\":\"speak_text\",\"arguments\":{\"text\":\"Hi\n\"}}",
            "",
            "speak_text{\"text\":\"Hi\\n\"}"),
        row("bare: words around", "Sure: " + object + " Done.", "Sure:  Done.", HI),
        row(
            "bare: prefix of the server",
            object.replace("speak_text", "joinly_speak_text"),
            "",
            HI),
        row("bare: namespace", object.replace("speak_text", "functions.speak_text"), "", HI),
        row("bare: other case", object.replace("speak_text", "Speak-Text"), "", HI),
        row("fence: json", "```json\n" + object + "\n```", "", HI),
        row("fence: no name", "```\n" + object + "\n```", "", HI),
        row("fence: one line", "```" + object + "```", "", HI),
        row("fence: open", "```json\n" + object, "", HI),
        row("fence: tool_call", "```tool_call\n" + object + "\n```", "", HI),
        row(
            "fence: tool_code",
            "```tool_code\nprint(default_api.speak_text(text='Hi'))\n```",
            "",
            HI),
        row(
            "fence: words around",
            "I will.\n```json\n" + object + "\n```\nOk?",
            "I will.\n\nOk?",
            HI),
        row("inline code", "`" + object + "`", "", HI),
        row("bare: words", "{\"action\":\"speak_text\",\"action_input\":\"Hi\"}", "", HI));
  }

  static Stream<Arguments> marks() {
    String object = "{\"name\": \"speak_text\", \"arguments\": {\"text\": \"Hi\"}}";
    return Stream.of(
        row("Hermes", "<tool_call>\n" + object + "\n</tool_call>", "", HI),
        row(
            "Hermes: two",
            "<tool_call>"
                + object
                + "</tool_call>\n<tool_call>{\"name\":\"end_turn\",\"arguments\":{}}</tool_call>",
            "",
            HI,
            END),
        row("Hermes: open", "<tool_call>" + object, "", HI),
        row(
            "Hermes: brace missing",
            "<tool_call>" + object.substring(0, object.length() - 1) + "</tool_call>",
            "",
            HI),
        row("Hermes: only closed", object + "\n</tool_call>", "", HI),
        row(
            "Hermes: a closing tag in the text",
            "<tool_call>" + object.replace("Hi", "a </tool_call> b") + "</tool_call> c",
            "c",
            "speak_text{\"text\":\"a </tool_call> b\"}"),
        row(
            "Hermes: words around",
            "Well. <tool_call>" + object + "</tool_call> Yes.",
            "Well.  Yes.",
            HI),
        row(
            "Hermes: name in the tag",
            "<tool_call name=\"speak_text\">{\"text\":\"Hi\"}</tool_call>",
            "",
            HI),
        row("Hermes: name alone", "<tool_call>end_turn</tool_call>", "", END),
        row(
            "Hermes: prefix left out",
            "<tool_call>{\"name\":\"search\",\"arguments\":{\"query\":\"x\"}}</tool_call>",
            "",
            "tracker_search{\"query\":\"x\"}"),
        row(
            "GLM",
            "<tool_call>tracker_search\n"
                + "<arg_key>query</arg_key>\n"
                + "<arg_value>a b</arg_value>\n"
                + "<arg_key>limit</arg_key>\n"
                + "<arg_value>5</arg_value>\n"
                + "</tool_call> ok",
            "ok",
            "tracker_search{\"query\":\"a b\",\"limit\":5}"),
        row("function_call", "<function_call>" + object + "</function_call>", "", HI),
        row("tool_use", "<tool_use>" + object + "</tool_use>", "", HI),
        row("Nemotron", "<TOOLCALL>[" + object + "]</TOOLCALL>", "", HI),
        row("Llama: function", "<function=speak_text>{\"text\":\"Hi\"}</function>", "", HI),
        row("Llama: function, open", "<function=speak_text>{\"text\": \"Hi\"}", "", HI),
        row(
            "Llama: function, tag broken",
            "<function=speak_text{\"text\":\"Hi\"}</function>",
            "",
            HI),
        row(
            "Llama: python_tag",
            "<|python_tag|>{\"name\":\"speak_text\",\"parameters\":{\"text\":\"Hi\"}}<|eom_id|>",
            "",
            HI),
        row(
            "Llama: python_tag, two",
            "<|python_tag|>" + object + "; {\"name\":\"end_turn\",\"parameters\":{}}",
            "",
            HI,
            END),
        row("Llama: python_tag, call", "<|python_tag|>speak_text.call(text=\"Hi\")", "", HI),
        row(
            "Qwen coder",
            "<function=tracker_search>\n"
                + "<parameter=query>\n"
                + "a\n"
                + "b\n"
                + "</parameter>\n"
                + "<parameter=limit>\n"
                + "3\n"
                + "</parameter>\n"
                + "</function>\n"
                + "</tool_call>",
            "",
            "tracker_search{\"query\":\"a\\nb\",\"limit\":3}"),
        row(
            "Qwen coder in tool_call",
            "<tool_call>\n"
                + "<function=speak_text>\n"
                + "<parameter=text>\n"
                + "Hi\n"
                + "</parameter>\n"
                + "</function>\n"
                + "</tool_call>",
            "",
            HI),
        row("Qwen coder, open", "<function=speak_text>\n<parameter=text>Hi", "", HI),
        row("Mistral: list", "[TOOL_CALLS][" + object + "]", "", HI),
        row(
            "Mistral: list, words after",
            "[TOOL_CALLS] [" + object + "]\nAnd more words.",
            "And more words.",
            HI),
        row("Mistral: name", "[TOOL_CALLS]speak_text{\"text\":\"Hi\"}", "", HI),
        row(
            "Mistral: ARGS",
            "[TOOL_CALLS]speak_text[ARGS]{\"text\":\"Hi\"}[TOOL_CALLS]end_turn[ARGS]{}",
            "",
            HI,
            END),
        row(
            "Mistral: CALL_ID",
            "[TOOL_CALLS]speak_text[CALL_ID]abc123XYZ[ARGS]{\"text\":\"Hi\"}",
            "",
            HI),
        row("Mistral: mark lost", "speak_text[ARGS]{\"text\":\"Hi\"}", "", HI),
        row("Mistral: mark lost, name", "speak_text{\"text\": \"Hi\"}", "", HI),
        row(
            "DeepSeek",
            "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>speak_text\n"
                + "```json\n"
                + "{\"text\":\"Hi\"}\n"
                + "```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
            "",
            HI),
        row(
            "DeepSeek 3.1",
            "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>speak_text<｜tool▁sep｜>{\"text\":\"Hi\"}<｜tool▁call▁end｜><｜tool▁call▁begin｜>end_turn<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
            "",
            HI,
            END),
        row(
            "DeepSeek, ASCII",
            "<|tool_calls_begin|><|tool_call_begin|>speak_text<|tool_sep|>{\"text\":\"Hi\"}<|tool_call_end|><|tool_calls_end|>",
            "",
            HI),
        row(
            "Kimi",
            "<|tool_calls_section_begin|><|tool_call_begin|>functions.speak_text:0<|tool_call_argument_begin|>{\"text\":\"Hi\"}<|tool_call_end|><|tool_calls_section_end|>",
            "",
            HI),
        row("Phi", "<|tool_call|>[" + object + "]<|/tool_call|>", "", HI),
        row("Phi mini", "functools[" + object + "]", "", HI),
        row("LFM", "<|tool_call_start|>[speak_text(text=\"Hi\")]<|tool_call_end|>", "", HI),
        row("LM Studio", "[TOOL_REQUEST]\n" + object + "\n[END_TOOL_REQUEST]", "", HI),
        row("InternLM", "<|action_start|><|plugin|>" + object + "<|action_end|>", "", HI),
        row("Functionary", ">>>speak_text\n{\"text\":\"Hi\"}", "", HI),
        row(
            "gpt-oss",
            "<|channel|>commentary to=functions.speak_text"
                + " <|constrain|>json<|message|>{\"text\":\"Hi\"}<|call|>",
            "",
            HI),
        row(
            "gpt-oss: recipient first",
            "<|start|>assistant to=functions.speak_text<|channel|>commentary"
                + " json<|message|>{\"text\":\"Hi\"}<|call|>",
            "",
            HI),
        row(
            "Anthropic",
            "<function_calls>\n<invoke name=\"speak_text\">\n<parameter name=\"text\">Hi</"
                + "parameter>\n</"
                + "invoke>\n</function_calls>",
            "",
            HI),
        row(
            "Anthropic: namespace",
            "<"
                + NS
                + "function_calls><"
                + NS
                + "invoke name=\"speak_text\"><"
                + NS
                + "parameter name=\"text\">Hi</"
                + NS
                + "parameter></"
                + NS
                + "invoke></"
                + NS
                + "function_calls>",
            "",
            HI),
        row(
            "Anthropic: without the outer tag",
            "<invoke name=\"tracker_search\"><parameter name=\"query\">a &amp; b</"
                + "parameter><parameter name=\"tags\">[\"x\"]</"
                + "parameter></"
                + "invoke>",
            "",
            "tracker_search{\"query\":\"a & b\",\"tags\":[\"x\"]}"),
        row("Anthropic: open", "<invoke name=\"speak_text\"><parameter name=\"text\">Hi", "", HI),
        row("tag: JSON", "<speak_text>{\"text\":\"Hi\"}</speak_text>", "", HI),
        row("tag: tags", "<speak_text><text>Hi</text></speak_text>", "", HI),
        row("tag: words", "<speak_text>Hi</speak_text>", "", HI),
        row("tag: open", "<speak_text>Hi", "", HI),
        row("tag: attributes", "<speak_text text=\"Hi\"/>", "", HI),
        row("tag: empty", "<end_turn/>", "", END),
        row("tag: nothing in it", "<end_turn></end_turn>", "", END),
        row("tag: prefix of the server", "<joinly_speak_text>Hi</joinly_speak_text>", "", HI));
  }

  static Stream<Arguments> python() {
    return Stream.of(
        row("list", "[speak_text(text=\"Hi\")]", "", HI),
        row("list of two", "[speak_text(text='Hi'), end_turn()]", "", HI, END),
        row("without a name", "speak_text(\"Hi\")", "", HI),
        row(
            "types",
            "tracker_search(query='a\\'b', limit=3, tags=['x', None, True, {'k': 1.5}])",
            "",
            "tracker_search{\"query\":\"a'b\",\"limit\":3,\"tags\":[\"x\",null,true,{\"k\":1.5}]}"),
        row("a line", "Sure!\nspeak_text(text=\"Hi\")\nend_turn()", "Sure!", HI, END),
        row("printed", "print(speak_text(text=\"Hi\"))", "", HI),
        row("a dictionary", "speak_text({\"text\": \"Hi\"})", "", HI),
        row("as code", "Sure!\n`speak_text(text=\"Hi\")`", "Sure!", HI),
        row("name alone", "end_turn", "", END),
        row("name alone with brackets", "end_turn()", "", END),
        row("name alone as code", "`end_turn`", "", END),
        row(
            "ReAct",
            "Thought: they greet me.\n"
                + "Action: speak_text\n"
                + "Action Input: {\"text\":\"Hi\"}\n"
                + "Observation: said",
            "",
            HI),
        row("ReAct: words", "Action: speak_text\nAction Input: Hi", "", HI));
  }

  static Stream<Arguments> noCalls() {
    return Stream.of(
        row("prose", "It is four o'clock.", "It is four o'clock."),
        row("a mention", "I can use speak_text to talk.", "I can use speak_text to talk."),
        row(
            "a mention with brackets",
            "Use speak_text(text) if you like.",
            "Use speak_text(text) if you like."),
        row(
            "a mention as code",
            "Call `speak_text` or `end_turn`.",
            "Call `speak_text` or `end_turn`."),
        row("a mention with a colon", "speak_text: says something.", "speak_text: says something."),
        row("an alone name that needs arguments", "speak_text", "speak_text"),
        row(
            "JSON that somebody asked for",
            "{\"name\":\"Ada\",\"age\":36}",
            "{\"name\":\"Ada\",\"age\":36}"),
        row(
            "JSON in a fence",
            "Here:\n```json\n{\"a\":[1,2]}\n```",
            "Here:\n```json\n{\"a\":[1,2]}\n```"),
        row(
            "a call inside other JSON",
            "{\"example\":{\"name\":\"end_turn\",\"arguments\":{}}}",
            "{\"example\":{\"name\":\"end_turn\",\"arguments\":{}}}"),
        row(
            "arguments that are no object",
            "{\"name\":\"speak_text\",\"arguments\":[1,2]}",
            "{\"name\":\"speak_text\",\"arguments\":[1,2]}"),
        row(
            "the name elsewhere",
            "{\"title\":\"speak_text\",\"arguments\":{}}",
            "{\"title\":\"speak_text\",\"arguments\":{}}"),
        row(
            "an other parameter",
            "{\"tool\":\"speak_text\",\"volume\":3}",
            "{\"tool\":\"speak_text\",\"volume\":3}"),
        row("a list in brackets", "[1] see the note (2)", "[1] see the note (2)"),
        row("other tags", "<b>Hi</b> <text>there</text>", "<b>Hi</b> <text>there</text>"),
        row("less than", "3 < 4 and a <= b", "3 < 4 and a <= b"),
        row("Python's prompt", ">>> print(1)", ">>> print(1)"),
        row("an emoticon", "Done :{ ok", "Done :{ ok"),
        row(
            "not offered: mark",
            "<tool_call>{\"name\":\"dance\",\"arguments\":{}}</tool_call>",
            ""),
        row("not offered: bare", "{\"name\":\"dance\",\"arguments\":{\"style\":\"x\"}}", ""),
        row(
            "not offered: in prose",
            "Write {\"name\":\"dance\",\"arguments\":{}} there.",
            "Write {\"name\":\"dance\",\"arguments\":{}} there."),
        row("not offered: function", "Ok. <function=dance>{\"a\":1}</function>", "Ok."),
        row(
            "not offered: invoke",
            "<invoke name=\"dance\"><parameter name=\"a\">b</" + "parameter></" + "invoke>",
            ""),
        row("not offered: Mistral", "[TOOL_CALLS]dance[ARGS]{\"a\":1}", ""),
        row("not offered: Python", "[dance(style=\"x\")]", ""),
        row("broken JSON between marks", "<tool_call>{\"name\": speak</tool_call>", ""),
        row(
            "the description of a tool",
            "{\"name\":\"speak_text\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}",
            ""),
        row("cut off: JSON", "{\"name\":\"speak_text\",\"arguments\":{\"text\":\"It is", ""),
        row("cut off: JSON behind words", "Ok: {\"name\": \"speak_text\", \"argu", "Ok:"),
        row(
            "cut off: marks",
            "<tool_call>{\"name\":\"speak_text\",\"arguments\":{\"text\":\"It is",
            ""),
        row("cut off: fence", "```json\n{\"name\":\"speak_text\",\"arguments\":{\"te", ""),
        row("cut off: Python", "speak_text(text=\"It is", ""),
        row(
            "broken: quotes",
            "{\"name\":\"speak_text\",\"arguments\":{\"text\":\"a \"b\" c\"}}",
            ""),
        row("cut off: other JSON", "{\"name\":\"Ada\",\"age\":", "{\"name\":\"Ada\",\"age\":"),
        row("a mark that is spoken of", "Write `<tool_call>` first.", "Write `<tool_call>` first."),
        row("a special token", "Hi<|eot_id|>", "Hi"),
        row("the end of a sequence", "Hi</s>", "Hi"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"jsonAndFences", "marks", "python", "noCalls"})
  void separatesCallsAndWords(String kind, String text, String rest, List<String> calls) {
    WrittenCalls.Result result = WrittenCalls.read(text, offer());

    assertEquals(
        calls, result.calls().stream().map(c -> c.name() + JsonText.of(c.arguments())).toList());
    assertEquals(rest, result.text());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"jsonAndFences", "marks", "python"})
  void nothingIsCalledThatWasNotOffered(String kind, String text, String rest, List<String> calls) {
    assertTrue(WrittenCalls.read(text, new ToolOffer(Map.of())).calls().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[",
        "<",
        "`",
        "```",
        "```\n",
        "[{",
        "{\"a\":",
        "{\"a\":[",
        "<tool_call>",
        "<tool_call ",
        "<function=",
        "<function=a>",
        "<parameter=x>",
        "<arg_key></x",
        "<arg_key>",
        "[TOOL_CALLS]",
        "[TOOL_CALLS]{",
        "<|channel|>",
        "<|start|>",
        "<speak_text>",
        "<speak_text a=\"",
        "speak_text(",
        "speak_text('\n",
        "speak_text(\"\"\"\n",
        "\nspeak_text([",
        "\nspeak_text{",
        "<tool_call>speak_text(",
        "<invoke name=\"",
        ">>>",
        " ",
        "\n",
        "\"",
        "{\"x",
        "{'",
        "}",
        "]",
        "(",
        "end_turn",
        "\nAction:",
        "<tool_call><arg_key>a</arg_key>",
        "<|",
        "<｜",
        "{\"name\":\"speak_text\",",
        "functools["
      })
  void hostileTextsTakeLittleTime(String part) {
    String text = part.repeat(1_000_000 / part.length());

    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> WrittenCalls.read(text, offer()), part);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void anyTextIsReadToItsEnd(int seed) {
    List<String> parts =
        Stream.concat(Stream.concat(jsonAndFences(), marks()), Stream.concat(python(), noCalls()))
            .map(row -> (String) row.get()[1])
            .toList();
    java.util.Random random = new java.util.Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String text =
          random
              .ints(1 + random.nextInt(4), 0, parts.size())
              .mapToObj(parts::get)
              .map(part -> part.substring(0, random.nextInt(part.length() + 1)))
              .collect(Collectors.joining());

      WrittenCalls.read(text, offer());
    }
  }
}
