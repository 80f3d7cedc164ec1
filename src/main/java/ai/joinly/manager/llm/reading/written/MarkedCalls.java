package ai.joinly.manager.llm.reading.written;

import ai.joinly.manager.llm.reading.written.CallText.Read;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Parser of calls between call marks: names and JSON in any order, tags, Python. Other text there
 * is discarded. Not thread-safe.
 */
final class MarkedCalls {
  private static final String ARGS = "[ARGS]";
  private static final String GLM_END = "</tool_call>";
  private static final String CALL_ID = "[CALL_ID]";
  private static final Set<String> NO_NAMES =
      Set.of("function", "json", "tool_call", "tool_code", "python", "name", "call", "xml");

  private final CallText text;
  private final ToolOffer offer;
  private final CallObjects objects;
  private final TagCalls tags;
  private final List<WrittenCall> calls;

  /** Name whose arguments follow; empty when there is none. */
  private String pending = "";

  /**
   * @param calls receives the calls
   */
  MarkedCalls(CallText text, ToolOffer offer, List<WrittenCall> calls) {
    this.text = text;
    this.offer = offer;
    this.objects = new CallObjects(offer);
    this.tags = new TagCalls(text, offer);
    this.calls = calls;
  }

  /**
   * Parses up to the closing mark, if there is one, and at most to {@code last}.
   *
   * @param closing the closing mark; if it is empty, the first text that is not a call ends the
   *     calls
   * @param name the name of the tool if the opening mark contains it, otherwise empty
   * @return the position after the calls
   */
  int read(int begin, int last, String closing, String name) {
    pending = name;
    boolean openEnded = closing.isEmpty();
    int at = begin;
    while (at < last) {
      if (!openEnded && text.hasTag(closing, at)) {
        endPending();
        return at + closing.length();
      }
      int next = step(at, openEnded);
      if (next == at) {
        break;
      }
      at = next;
    }
    endPending();
    return Math.min(at, last);
  }

  /** Parses one element; returns the same position when the calls end here. */
  private int step(int at, boolean openEnded) {
    char c = text.at(at);
    if (Character.isWhitespace(c) || ",;:=`)]}>\"'".indexOf(c) >= 0) {
      return at + 1;
    }
    return switch (c) {
      case '{' -> object(at);
      case '[' -> bracket(at);
      case '<' -> angle(at);
      default -> {
        int end = text.identifierEnd(at);
        if (end > at) {
          yield word(at, end, openEnded);
        }
        yield openEnded ? at : at + 1;
      }
    };
  }

  private int object(int at) {
    Optional<Read<JsonNode>> json = text.json(at).or(() -> text.unfinishedJson(at));
    if (json.isEmpty()) {
      return at + 1;
    }
    addCalls(json.get().value());
    return json.get().end();
  }

  private void addCalls(JsonNode value) {
    Optional<String> tool = offer.resolve(pending);
    Optional<List<WrittenCall>> read = objects.read(value, pending.isEmpty());
    if (!pending.isEmpty() && read.filter(found -> !found.isEmpty()).isEmpty()) {
      if (tool.isPresent() && value instanceof ObjectNode arguments) {
        calls.add(new WrittenCall(tool.get(), arguments));
      }
    } else {
      read.ifPresent(calls::addAll);
    }
    pending = "";
  }

  private int bracket(int at) {
    if (text.has(ARGS, at)) {
      return at + ARGS.length();
    }
    if (text.has(CALL_ID, at)) {
      return Math.max(text.identifierEnd(at + CALL_ID.length()), at + CALL_ID.length());
    }
    Optional<Read<JsonNode>> json =
        text.at(text.skipSpace(at + 1)) == '{'
            ? text.json(at).or(() -> text.unfinishedJson(at))
            : Optional.empty();
    if (json.isPresent()) {
      addCalls(json.get().value());
      return json.get().end();
    }
    for (String mark : List.of("[TOOL_CALLS]", "[/TOOL_CALLS]")) {
      if (text.has(mark, at)) {
        return at + mark.length();
      }
    }
    return at + 1;
  }

  private int angle(int at) {
    int token = text.tokenEnd(at);
    if (token > at) {
      return token;
    }
    if (text.hasTag("<arg_key>", at)) {
      Read<ObjectNode> arguments = tags.arguments(offer.resolve(pending).orElse(""), GLM_END, at);
      addCalls(arguments.value());
      int end = arguments.end();
      return text.hasTag(GLM_END, end - GLM_END.length()) ? end - GLM_END.length() : end;
    }
    Optional<Read<List<WrittenCall>>> tag = tags.read(at);
    if (tag.isPresent()) {
      calls.addAll(tag.get().value());
      return tag.get().end();
    }
    int end = at + 1;
    while (end < at + 60 && end < text.length() && text.at(end) != '>' && text.at(end) != '<') {
      end++;
    }
    return text.at(end) == '>' ? end + 1 : at + 1;
  }

  private int word(int at, int end, boolean openEnded) {
    if (text.at(end) == '(') {
      Optional<Read<PythonCalls.Call>> call = PythonCalls.read(text, at);
      if (call.isPresent()) {
        call.get().value().of(offer).ifPresent(calls::add);
        return call.get().end();
      }
    }
    int next = text.skipSpace(end);
    boolean name =
        text.at(next) == '{'
            || text.has(ARGS, next)
            || text.has(CALL_ID, next)
            || text.at(next) == '<';
    if (openEnded && !name) {
      return at;
    }
    String word = text.text.substring(at, end);
    if (!NO_NAMES.contains(word)) {
      pending = word;
    }
    return end;
  }

  /** Ends a pending name: without arguments it is a call of a tool that requires none. */
  private void endPending() {
    offer
        .resolve(pending)
        .filter(tool -> offer.required(tool).isEmpty())
        .ifPresent(tool -> calls.add(new WrittenCall(tool, JsonNodeFactory.instance.objectNode())));
    pending = "";
  }
}
