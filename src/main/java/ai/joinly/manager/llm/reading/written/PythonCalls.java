package ai.joinly.manager.llm.reading.written;

import ai.joinly.manager.llm.reading.written.CallText.Read;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parser of calls in Python notation: {@code speak_text(text="Hi")}. Not thread-safe. */
final class PythonCalls {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_DEPTH = 20;

  /**
   * Call of any function.
   *
   * @param positional the unnamed arguments
   */
  record Call(String name, List<JsonNode> positional, Map<String, JsonNode> named) {
    /** Returns the call of an offered tool; unnamed arguments get the names of its parameters. */
    Optional<WrittenCall> of(ToolOffer offer) {
      return offer.resolve(name).flatMap(tool -> withNames(tool, offer.parameters(tool)));
    }

    private Optional<WrittenCall> withNames(String tool, List<String> parameters) {
      ObjectNode arguments = NODES.objectNode();
      if (positional.size() == 1 && named.isEmpty() && positional.getFirst().isObject()) {
        return Optional.of(new WrittenCall(tool, (ObjectNode) positional.getFirst()));
      }
      if (positional.size() > parameters.size()) {
        return Optional.empty();
      }
      for (int i = 0; i < positional.size(); i++) {
        arguments.set(parameters.get(i), positional.get(i));
      }
      named.forEach(arguments::set);
      return Optional.of(new WrittenCall(tool, arguments));
    }
  }

  private static final class NotPython extends Exception {
    NotPython() {
      super(null, null, false, false);
    }
  }

  private final CallText text;
  private int at;

  private PythonCalls(CallText text, int at) {
    this.text = text;
    this.at = at;
  }

  /** Parses the call at a position, also within {@code print}. */
  static Optional<Read<Call>> read(CallText text, int place) {
    if (text.isExhausted()) {
      return Optional.empty();
    }
    try {
      PythonCalls reader = new PythonCalls(text, place);
      Call call = reader.call(2);
      return Optional.of(new Read<>(call, reader.at));
    } catch (NotPython e) {
      text.countFailure();
      return Optional.empty();
    }
  }

  private Call call(int depth) throws NotPython {
    int end = text.identifierEnd(at);
    String name = text.text.substring(at, end);
    if (end == at || text.at(end) != '(' || depth == 0) {
      throw new NotPython();
    }
    at = end + 1;
    skip();
    if (name.equals("print")) {
      Call inner = call(depth - 1);
      skip();
      expect(')');
      return inner;
    }
    String bare = name.endsWith(".call") ? name.substring(0, name.length() - 5) : name;
    List<JsonNode> positional = new ArrayList<>();
    Map<String, JsonNode> named = new LinkedHashMap<>();
    while (text.at(at) != ')') {
      int word = text.identifierEnd(at);
      int equals = text.skipSpace(word);
      if (word > at && text.at(equals) == '=') {
        String key = text.text.substring(at, word);
        at = equals + 1;
        skip();
        named.put(key, value(MAX_DEPTH));
      } else {
        positional.add(value(MAX_DEPTH));
      }
      separator(')');
    }
    at++;
    return new Call(bare, positional, named);
  }

  private void skip() {
    at = text.skipSpace(at);
  }

  private void expect(char c) throws NotPython {
    if (text.at(at) != c) {
      throw new NotPython();
    }
    at++;
  }

  private void separator(char end) throws NotPython {
    skip();
    if (text.at(at) == ',') {
      at++;
      skip();
    } else if (text.at(at) != end) {
      throw new NotPython();
    }
  }

  private JsonNode value(int depth) throws NotPython {
    if (depth == 0) {
      throw new NotPython();
    }
    return switch (text.at(at)) {
      case '"', '\'' -> NODES.textNode(string());
      case '[', '(' -> list(depth);
      case '{' -> dictionary(depth);
      default -> word();
    };
  }

  private ArrayNode list(int depth) throws NotPython {
    char end = text.at(at) == '[' ? ']' : ')';
    at++;
    skip();
    ArrayNode list = NODES.arrayNode();
    while (text.at(at) != end) {
      list.add(value(depth - 1));
      separator(end);
    }
    at++;
    return list;
  }

  private ObjectNode dictionary(int depth) throws NotPython {
    at++;
    skip();
    ObjectNode object = NODES.objectNode();
    while (text.at(at) != '}') {
      String key = string();
      skip();
      expect(':');
      skip();
      object.set(key, value(depth - 1));
      separator('}');
    }
    at++;
    return object;
  }

  private JsonNode word() throws NotPython {
    int begin = at;
    while (Character.isLetterOrDigit(text.at(at)) || "+-.".indexOf(text.at(at)) >= 0) {
      at++;
      if (at - begin > 40) {
        throw new NotPython();
      }
    }
    String word = text.text.substring(begin, at);
    return switch (word) {
      case "True", "true" -> NODES.booleanNode(true);
      case "False", "false" -> NODES.booleanNode(false);
      case "None", "null" -> NODES.nullNode();
      default -> number(word);
    };
  }

  private static JsonNode number(String word) throws NotPython {
    try {
      return word.matches("[+-]?\\d{1,18}")
          ? NODES.numberNode(Long.parseLong(word))
          : NODES.numberNode(Double.parseDouble(word));
    } catch (NumberFormatException e) {
      throw new NotPython();
    }
  }

  private String string() throws NotPython {
    char quote = text.at(at);
    if (quote != '"' && quote != '\'') {
      throw new NotPython();
    }
    String end = String.valueOf(quote).repeat(3);
    if (!text.has(end, at)) {
      end = String.valueOf(quote);
    }
    at += end.length();
    StringBuilder string = new StringBuilder();
    while (!text.has(end, at)) {
      if (at >= text.length()) {
        throw new NotPython();
      }
      char c = text.at(at++);
      string.append(c == '\\' ? escaped() : String.valueOf(c));
    }
    at += end.length();
    return string.toString();
  }

  private String escaped() throws NotPython {
    char c = text.at(at++);
    return switch (c) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case '\n' -> "";
      case 'u' -> unicode();
      case '\\', '\'', '"' -> String.valueOf(c);
      default -> "\\" + c;
    };
  }

  private String unicode() throws NotPython {
    try {
      String code = text.text.substring(at, Math.min(at + 4, text.length()));
      at += 4;
      return String.valueOf((char) Integer.parseInt(code, 16));
    } catch (NumberFormatException e) {
      throw new NotPython();
    }
  }
}
