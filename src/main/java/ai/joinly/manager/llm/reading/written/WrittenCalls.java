package ai.joinly.manager.llm.reading.written;

import ai.joinly.manager.llm.reading.CallArguments;
import ai.joinly.manager.llm.reading.written.CallText.Read;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parser of the tool calls that a model wrote into its text. A call needs the name of an offered
 * tool at the right position of a notation; a mention of a tool in a sentence is not a call.
 * Notations of calls are removed from the text, also those of tools that were not offered. Linear
 * in the length of the text. For one text; not thread-safe.
 */
public final class WrittenCalls {
  private static final String FENCE = "```";
  private static final String NOTATIONS = "<[{(`";
  private static final String ACTION = "Action:";
  private static final Set<String> CALL_FENCES =
      Set.of(
          "tool_call", "tool_calls", "tool_code", "tool_use", "tool", "function_call", "function");

  /** Maximum length of a tool name without brackets. */
  private static final int MAX_NAME_LENGTH = 80;

  private static final int MAX_HEADER_LENGTH = 200;
  private static final Pattern NAME_ATTRIBUTE = Pattern.compile("name=[\"']?([\\w.:-]{1,128})");

  private static final Pattern BROKEN_JSON =
      Pattern.compile(
          "\\{\\s*\"(?:name|tool|tool_name|function|function_name)\"\\s*:\\s*\"([\\w.:-]{1,128})\"");
  private static final Pattern BROKEN_PYTHON =
      Pattern.compile("([\\w.-]{1,128})\\(\\s*(?:\\w{1,64}\\s*=\\s*)?[\"']");

  /**
   * Text and calls of an answer.
   *
   * @param text the text without the calls
   */
  public record Result(String text, List<WrittenCall> calls) {
    public Result {
      calls = List.copyOf(calls);
    }
  }

  private final CallText text;
  private final ToolOffer offer;
  private final CallObjects objects;
  private final MarkedCalls marked;
  private final TagCalls tags;
  private final List<WrittenCall> calls = new ArrayList<>();
  private final StringBuilder words = new StringBuilder();

  /** Whether the text is in a code fence, which contains no fences. */
  private final boolean fenced;

  private boolean isBlank = true;

  private WrittenCalls(String text, ToolOffer offer, boolean fenced) {
    this.fenced = fenced;
    this.text = new CallText(text);
    this.offer = offer;
    this.objects = new CallObjects(offer);
    this.marked = new MarkedCalls(this.text, offer, calls);
    this.tags = new TagCalls(this.text, offer);
  }

  /** Separates the text from the calls in it. */
  public static Result read(String text, ToolOffer offer) {
    return read(text, offer, false);
  }

  private static Result read(String text, ToolOffer offer, boolean fenced) {
    boolean plain =
        text.chars().noneMatch(c -> NOTATIONS.indexOf(c) >= 0) && !text.contains(ACTION);
    return plain ? nameAlone(text.strip(), offer) : new WrittenCalls(text, offer, fenced).result();
  }

  /** Parses a text that is only the name of a tool without required arguments. */
  private static Result nameAlone(String text, ToolOffer offer) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    Optional<String> tool =
        name.length() > MAX_NAME_LENGTH || name.indexOf('_') < 0
            ? Optional.empty()
            : offer.named(name).filter(found -> offer.required(found).isEmpty());
    return tool.map(
            found ->
                new Result(
                    "", List.of(new WrittenCall(found, JsonNodeFactory.instance.objectNode()))))
        .orElse(new Result(text, List.of()));
  }

  private void append(int begin, int end) {
    words.append(text.text, begin, end);
    isBlank &= text.skipSpace(begin) >= end;
  }

  private Result result() {
    int at = 0;
    while (at < text.length()) {
      int next = step(at);
      if (next == at) {
        append(at, at + 1);
        next = at + 1;
      }
      at = next;
    }
    String rest = words.toString().strip();
    if (calls.isEmpty() && rest.startsWith("`") && rest.endsWith("`") && rest.length() > 2) {
      Result inner = nameAlone(rest.substring(1, rest.length() - 1), offer);
      return inner.calls().isEmpty() ? new Result(rest, List.of()) : inner;
    }
    return new Result(rest, calls);
  }

  /** Returns the position after the notation at {@code at}, or the same position for plain text. */
  private int step(int at) {
    if (text.at(at) == '<' && !isTag(text.at(at + 1))) {
      return at;
    }
    Optional<CallMarks.Marks> marks = CallMarks.openingAt(text, at);
    if (marks.isPresent() && opens(marks.get(), at)) {
      int begin = at + marks.get().opening().length();
      return marked.read(begin, text.length(), marks.get().closing(), "");
    }
    return switch (text.at(at)) {
      case '<' -> angle(at);
      case '{' -> object(at);
      case '[' -> bracket(at);
      case '`' -> fenced ? at : text.has(FENCE, at) ? fence(at) : inlineCode(at);
      default -> Character.isLetter(text.at(at)) && text.isLineStart(at) ? line(at) : at;
    };
  }

  private static boolean isTag(char next) {
    return next == '/' || next == '|' || next == '｜' || Character.isLetter(next);
  }

  /**
   * Returns whether the mark opens calls: some marks count only at the start of a line, with the
   * name of an offered tool.
   */
  private boolean opens(CallMarks.Marks marks, int at) {
    int begin = at + marks.opening().length();
    if (at > 0 && text.at(at - 1) == '`' && text.at(begin) == '`') {
      return false; // only mentioned
    }
    if (!marks.opening().equals(">>>")) {
      return text.at(at) == '<' || text.at(at) == '[' || text.isLineStart(at);
    }
    String name = text.text.substring(begin, text.identifierEnd(begin));
    return text.isLineStart(at) && offer.named(name).isPresent();
  }

  private int angle(int at) {
    int closing = CallMarks.closingAt(text, at);
    if (closing > 0) {
      return at + closing;
    }
    if (text.hasTag("<tool_call ", at)) {
      return namedMark(at);
    }
    Optional<Read<List<WrittenCall>>> tag = tags.read(at);
    if (tag.isPresent()) {
      calls.addAll(tag.get().value());
      return tag.get().end();
    }
    int token = text.tokenEnd(at);
    if (token == at) {
      return text.hasTag("</s>", at) ? at + 4 : at;
    }
    return text.has("<|channel|>", at) || text.has("<|start|>", at) ? channel(token) : token;
  }

  /** Parses {@code <tool_call name="speak_text">}. */
  private int namedMark(int at) {
    int end = text.find(">", at, MAX_HEADER_LENGTH);
    if (end == text.length()) {
      return at;
    }
    Matcher name = NAME_ATTRIBUTE.matcher(text.text.substring(at, end));
    return name.find() ? marked.read(end + 1, text.length(), "</tool_call>", name.group(1)) : at;
  }

  /** Parses a message of gpt-oss to a tool, which is named in the header. */
  private int channel(int headerBegin) {
    int end = text.find("<|message|>", headerBegin, MAX_HEADER_LENGTH);
    if (end == text.length()) {
      return headerBegin;
    }
    String header = text.text.substring(headerBegin, end);
    int message = end + "<|message|>".length();
    int recipient = header.indexOf("to=");
    if (recipient < 0) {
      return message;
    }
    String name = header.substring(recipient + 3).split("[\\s<]", 2)[0];
    return marked.read(message, text.length(), "<|call|>", name);
  }

  private int object(int at) {
    Optional<Read<JsonNode>> json = text.json(at);
    if (json.isEmpty() && isBlank) {
      json = text.unfinishedJson(at);
    }
    return json.map(read -> addCalls(read, at))
        .orElseGet(() -> isBrokenCall(at) ? text.length() : at);
  }

  /**
   * Returns whether a call of an offered tool starts here whose arguments are truncated or
   * malformed.
   */
  private boolean isBrokenCall(int at) {
    String begin = text.text.substring(at, Math.min(text.length(), at + MAX_HEADER_LENGTH));
    Matcher json = BROKEN_JSON.matcher(begin);
    Matcher python = BROKEN_PYTHON.matcher(begin);
    return (json.lookingAt() && offer.named(json.group(1)).isPresent())
        || (python.lookingAt() && offer.named(python.group(1)).isPresent());
  }

  /** Adds the calls that the JSON describes. Other JSON is text, and nothing in it is a call. */
  private int addCalls(Read<JsonNode> json, int begin) {
    Optional<List<WrittenCall>> read = objects.read(json.value(), false);
    boolean alone = text.isLineStart(begin) && text.isLineEnd(json.end());
    if (read.isEmpty() || (read.get().isEmpty() && !alone)) {
      append(begin, json.end());
      return json.end();
    }
    calls.addAll(read.get());
    int end = json.end();
    while (text.at(end) == '}' || text.at(end) == ';') {
      end++;
    }
    return end;
  }

  private int bracket(int at) {
    char next = text.at(text.skipSpace(at + 1));
    if (next == '{') {
      Optional<Read<JsonNode>> json = text.json(at);
      return json.isEmpty() ? at : addCalls(json.get(), at);
    }
    if (!text.isLineStart(at)) {
      return at;
    }
    List<WrittenCall> found = new ArrayList<>();
    int place = text.skipSpace(at + 1);
    while (text.at(place) != ']') {
      Optional<Read<PythonCalls.Call>> call = pythonCall(place);
      if (call.isEmpty()) {
        return at;
      }
      call.get().value().of(offer).ifPresent(found::add);
      place = text.skipSpace(call.get().end());
      place = text.at(place) == ',' ? text.skipSpace(place + 1) : place;
    }
    if (place == text.skipSpace(at + 1) || !text.isLineEnd(place + 1)) {
      return at;
    }
    calls.addAll(found);
    return place + 1;
  }

  private Optional<Read<PythonCalls.Call>> pythonCall(int place) {
    int end = text.identifierEnd(place);
    return end > place && text.at(end) == '(' ? PythonCalls.read(text, place) : Optional.empty();
  }

  private int fence(int at) {
    int begin = at + FENCE.length();
    int infoEnd = text.find("\n", begin, MAX_NAME_LENGTH);
    String info = infoEnd == text.length() ? "" : text.text.substring(begin, infoEnd).strip();
    if (info.indexOf('`') >= 0 || info.indexOf('{') >= 0) {
      info = ""; // all on one line
    }
    begin += info.isEmpty() ? 0 : infoEnd - begin;
    int end = text.find(FENCE, begin);
    int behind = Math.min(text.length(), end + FENCE.length());
    if (CALL_FENCES.contains(info.toLowerCase(Locale.ROOT))) {
      marked.read(begin, end, FENCE, "");
      return behind;
    }
    String content = text.text.substring(begin, end).strip();
    Result inner = read(content, offer, true);
    if (inner.text().isBlank() && !content.isEmpty()) {
      calls.addAll(inner.calls());
    } else {
      append(at, behind);
    }
    return behind;
  }

  /**
   * Parses code between single backquotes: JSON that describes a call, or a Python call on a
   * separate line.
   */
  private int inlineCode(int at) {
    Optional<Read<PythonCalls.Call>> python =
        text.isLineStart(at) ? pythonCall(at + 1) : Optional.empty();
    if (python.isPresent()
        && text.at(python.get().end()) == '`'
        && text.isLineEnd(python.get().end() + 1)
        && offer.named(python.get().value().name()).isPresent()) {
      Optional<WrittenCall> call = python.get().value().of(offer);
      if (call.isPresent() && call.get().arguments().size() >= 1) {
        calls.add(call.get());
        return python.get().end() + 1;
      }
    }
    Optional<Read<JsonNode>> json = text.at(at + 1) == '{' ? text.json(at + 1) : Optional.empty();
    if (json.isEmpty() || text.at(json.get().end()) != '`') {
      return at;
    }
    Optional<List<WrittenCall>> read = objects.read(json.get().value(), false);
    if (read.filter(found -> !found.isEmpty()).isEmpty()) {
      return at;
    }
    calls.addAll(read.get());
    return json.get().end() + 1;
  }

  /** Parses a line that starts with the name of an offered tool and its arguments. */
  private int line(int at) {
    int end = text.identifierEnd(at);
    if (end == at) {
      return at;
    }
    String word = text.text.substring(at, end);
    if (text.has(ACTION, at)) {
      return action(at, at + ACTION.length());
    }
    if (text.at(end) == '(') {
      Optional<String> tool = word.equals("print") ? Optional.of(word) : offer.named(word);
      Optional<Read<PythonCalls.Call>> call = tool.flatMap(any -> PythonCalls.read(text, at));
      Optional<WrittenCall> read = call.flatMap(found -> found.value().of(offer));
      if (read.isPresent() && text.isLineEnd(call.orElseThrow().end())) {
        calls.add(read.get());
        return call.get().end();
      }
      return call.isEmpty() && isBrokenCall(at) ? text.length() : at;
    }
    int begin = end;
    for (String mark : List.of("[ARGS]", ":", "\n```json", "\n```")) {
      begin = text.has(mark, begin) ? begin + mark.length() : begin;
    }
    begin = text.skipSpace(begin);
    return text.at(begin) == '{' ? named(at, word, begin) : at;
  }

  /** Parses the name of a tool followed by its arguments. */
  private int named(int at, String word, int begin) {
    Optional<String> tool = offer.named(word);
    Optional<Read<JsonNode>> json =
        tool.flatMap(any -> text.json(begin).or(() -> text.unfinishedJson(begin)));
    if (json.isEmpty() || !(json.get().value() instanceof ObjectNode arguments)) {
      return at;
    }
    calls.add(new WrittenCall(tool.orElseThrow(), arguments));
    int end = json.get().end();
    int fence = text.skipSpace(end);
    return text.has(FENCE, fence) ? fence + FENCE.length() : end;
  }

  /** Parses ReAct notation: lines with a thought, an action, its input, and an invented result. */
  private int action(int at, int nameBegin) {
    int begin = text.skipSpace(nameBegin);
    int end = text.identifierEnd(begin);
    int input = text.skipSpace(end);
    Optional<String> tool = offer.resolve(text.text.substring(begin, end));
    if (tool.isEmpty()) {
      return at;
    }
    Optional<ObjectNode> arguments = Optional.empty();
    if (text.hasTag("Action Input:", input)) {
      int value = text.skipSpace(input + "Action Input:".length());
      Optional<Read<JsonNode>> json = text.at(value) == '{' ? text.json(value) : Optional.empty();
      arguments =
          json.map(read -> CallArguments.object(read.value()))
              .orElseGet(() -> words(tool.get(), value));
    } else if (offer.required(tool.get()).isEmpty()) {
      arguments = Optional.of(JsonNodeFactory.instance.objectNode());
    }
    if (arguments.isEmpty()) {
      return at;
    }
    calls.add(new WrittenCall(tool.get(), arguments.get()));
    if (words.toString().strip().startsWith("Thought:")) {
      words.setLength(0);
    }
    return text.length();
  }

  private Optional<ObjectNode> words(String tool, int begin) {
    String line = text.text.substring(begin, text.find("\n", begin)).strip();
    List<String> names = offer.required(tool);
    if (names.size() > 1 || (names.isEmpty() && !line.isEmpty())) {
      return Optional.empty();
    }
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    if (names.size() == 1) {
      arguments.set(names.getFirst(), TextNode.valueOf(line));
    }
    return Optional.of(arguments);
  }
}
