package ai.joinly.manager.llm.reading.written;

import ai.joinly.manager.llm.reading.written.CallText.Read;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Parser of calls in XML notation: {@code <function=speak_text>}, {@code <invoke
 * name="speak_text">}, {@code <speak_text>}. Not thread-safe.
 */
final class TagCalls {
  private static final List<String> NAMED =
      List.of(
          "<function=", "<function name=", "<invoke name=", "<antml:invoke name=", "<tool name=");

  private static final List<String> PARAMETERS =
      List.of("parameter", "antml:parameter", "param", "argument");

  private static final List<String> ENTITIES =
      List.of("&lt;", "<", "&gt;", ">", "&quot;", "\"", "&#39;", "'", "&apos;", "'", "&amp;", "&");

  private static final int MAX_NAME_LENGTH = 128;

  /** Opening tag. */
  private record Tag(String element, String name, ObjectNode attributes, boolean empty, int end) {}

  private final CallText text;
  private final ToolOffer offer;

  TagCalls(CallText text, ToolOffer offer) {
    this.text = text;
    this.offer = offer;
  }

  /**
   * Parses the call whose tag is at a position: an empty Optional when there is no call, an empty
   * list when the tool was not offered.
   */
  Optional<Read<List<WrittenCall>>> read(int place) {
    Optional<Tag> tag = named(place).or(() -> ofTool(place));
    return tag.map(this::call);
  }

  /** Parses a tag with the tool's name as an attribute. */
  private Optional<Tag> named(int place) {
    for (String beginning : NAMED) {
      if (text.hasTag(beginning, place)) {
        int begin = text.skipSpace(place + beginning.length());
        char quote = text.at(begin);
        begin += quote == '"' || quote == '\'' ? 1 : 0;
        int end = text.identifierEnd(begin);
        if (end == begin) {
          return Optional.empty();
        }
        int after = end;
        while (text.at(after) == '"' || text.at(after) == '\'' || text.at(after) == ' ') {
          after++;
        }
        boolean empty = text.has("/>", after);
        after += empty ? 2 : text.at(after) == '>' ? 1 : 0;
        String element = beginning.substring(1).split("[ =]", -1)[0];
        String name = text.text.substring(begin, end);
        return Optional.of(
            new Tag(element, name, JsonNodeFactory.instance.objectNode(), empty, after));
      }
    }
    return Optional.empty();
  }

  /** Parses a tag with the name of an offered tool; its attributes may be the arguments. */
  private Optional<Tag> ofTool(int place) {
    int end = text.identifierEnd(place + 1);
    if (end == place + 1 || end - place > MAX_NAME_LENGTH) {
      return Optional.empty();
    }
    String name = text.text.substring(place + 1, end);
    Optional<String> tool = offer.named(name);
    if (tool.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode attributes = JsonNodeFactory.instance.objectNode();
    int at = text.skipSpace(end);
    while (text.at(at) != '>' && !text.has("/>", at)) {
      int keyEnd = text.identifierEnd(at);
      char quote = text.at(keyEnd + 1);
      if (keyEnd == at || text.at(keyEnd) != '=' || (quote != '"' && quote != '\'')) {
        return Optional.empty();
      }
      int valueEnd = text.find(String.valueOf(quote), keyEnd + 2);
      if (valueEnd == text.length()) {
        return Optional.empty();
      }
      String key = text.text.substring(at, keyEnd);
      String value = plain(text.text.substring(keyEnd + 2, valueEnd));
      attributes.set(key, offer.typed(tool.get(), key, value));
      at = text.skipSpace(valueEnd + 1);
    }
    boolean empty = text.at(at) == '/';
    return Optional.of(new Tag(name, name, attributes, empty, at + (empty ? 2 : 1)));
  }

  private Read<List<WrittenCall>> call(Tag tag) {
    Optional<String> tool = offer.resolve(tag.name());
    if (tag.empty()) {
      return new Read<>(calls(tool, tag.attributes()), tag.end());
    }
    String closing = "</" + tag.element() + ">";
    int begin = text.skipSpace(tag.end());
    Optional<Read<JsonNode>> json =
        text.at(begin) == '{'
            ? text.json(begin).or(() -> text.unfinishedJson(begin))
            : Optional.empty();
    if (json.isPresent() && json.get().value() instanceof ObjectNode arguments) {
      return new Read<>(calls(tool, arguments), after(closing, json.get().end()));
    }
    Read<ObjectNode> arguments = arguments(tool.orElse(""), closing, begin);
    arguments.value().setAll(tag.attributes());
    return new Read<>(calls(tool, arguments.value()), arguments.end());
  }

  private static List<WrittenCall> calls(Optional<String> tool, ObjectNode arguments) {
    return tool.map(name -> List.of(new WrittenCall(name, arguments))).orElse(List.of());
  }

  /** Returns the position after the closing tag if it comes next. */
  private int after(String closing, int place) {
    int at = text.skipSpace(place);
    while (text.at(at) == '}') {
      at = text.skipSpace(at + 1);
    }
    return text.hasTag(closing, at) ? at + closing.length() : place;
  }

  /** Parses arguments in separate tags, or plain text if the tool has one parameter for it. */
  Read<ObjectNode> arguments(String tool, String closing, int begin) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    int at = begin;
    while (at < text.length() && !text.hasTag(closing, at)) {
      Optional<Read<String>> key = key(tool, at);
      if (key.isEmpty()) {
        break;
      }
      at = value(tool, key.get(), arguments);
      at = text.skipSpace(at);
    }
    if (arguments.isEmpty() && !text.hasTag(closing, at)) {
      int end = text.find(closing, at);
      String words = plain(text.text.substring(at, end).strip());
      List<String> required = offer.required(tool);
      List<String> names = required.isEmpty() ? offer.parameters(tool) : required;
      if (names.size() == 1 && !words.isEmpty()) {
        arguments.set(names.getFirst(), offer.typed(tool, names.getFirst(), words));
      }
      at = end;
    }
    return new Read<>(
        arguments, text.hasTag(closing, at) ? at + closing.length() : Math.min(at, text.length()));
  }

  /** Parses the name of a parameter; returns it with the position of its value. */
  private Optional<Read<String>> key(String tool, int place) {
    for (String element : PARAMETERS) {
      if (text.hasTag("<" + element + "=", place) || text.hasTag("<" + element + " name=", place)) {
        int begin = text.find("=", place) + 1;
        char quote = text.at(begin);
        begin += quote == '"' || quote == '\'' ? 1 : 0;
        int end = begin;
        while (end < begin + MAX_NAME_LENGTH && ">\"'\0".indexOf(text.at(end)) < 0) {
          end++;
        }
        int close = end;
        while (close < end + 40 && text.at(close) != '>' && text.at(close) != '\0') {
          close++; // another attribute
        }
        return Optional.of(
            new Read<>(
                text.text.substring(begin, Math.min(end, text.length())),
                Math.min(close + 1, text.length())));
      }
    }
    if (text.hasTag("<arg_key>", place)) { // GLM
      int end = text.find("</arg_key>", place, MAX_NAME_LENGTH);
      int value = text.find("<arg_value>", end, MAX_NAME_LENGTH);
      return value == text.length()
          ? Optional.empty()
          : Optional.of(
              new Read<>(
                  text.text.substring(place + "<arg_key>".length(), end).strip(),
                  value + "<arg_value>".length()));
    }
    if (text.at(place) != '<') {
      return Optional.empty();
    }
    int end = text.identifierEnd(place + 1);
    String name = text.text.substring(place + 1, end);
    return text.at(end) == '>' && offer.parameters(tool).contains(name)
        ? Optional.of(new Read<>(name, end + 1))
        : Optional.empty();
  }

  /** Adds the value of a parameter, and returns the position after its closing tag. */
  private int value(String tool, Read<String> key, ObjectNode arguments) {
    int begin = key.end();
    int end = begin;
    int after = text.length();
    while (end < text.length()) {
      if (text.at(end) == '<') {
        after = afterClosing(end, key.value());
        if (after > end || isNext(end)) {
          break;
        }
      }
      end++;
    }
    String value = plain(trimmed(text.text.substring(begin, Math.min(end, text.length()))));
    arguments.set(key.value(), offer.typed(tool, key.value(), value));
    return Math.max(after, Math.min(end, text.length()));
  }

  private int afterClosing(int place, String key) {
    if (!text.has("</", place)) {
      return place;
    }
    for (String element : PARAMETERS) {
      if (text.hasTag(element + ">", place + 2)) {
        return place + element.length() + 3;
      }
    }
    for (String element : List.of("arg_value", key)) {
      if (text.hasTag(element + ">", place + 2)) {
        return place + element.length() + 3;
      }
    }
    return place;
  }

  /**
   * Returns whether the closing tag of a value is missing: the next parameter starts, or the call
   * ends.
   */
  private boolean isNext(int place) {
    return text.hasTag("<parameter=", place)
        || text.hasTag("</function>", place)
        || text.hasTag("</tool_call>", place);
  }

  /** Removes the line breaks between the tags and the value. */
  private static String trimmed(String value) {
    int begin = value.startsWith("\n") ? 1 : 0;
    int end = value.endsWith("\n") && value.length() > begin ? value.length() - 1 : value.length();
    return value.substring(begin, end);
  }

  private static String plain(String value) {
    String plain = value;
    if (value.indexOf('&') >= 0) {
      for (int i = 0; i < ENTITIES.size(); i += 2) {
        plain = plain.replace(ENTITIES.get(i), ENTITIES.get(i + 1));
      }
    }
    return plain;
  }
}
