package ai.joinly.manager.llm.reading;

import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Parser of the JSON values in a body: one value, the elements of an array, consecutive values, or
 * the data of an event stream. Skips a byte order mark, blank lines and comments at the start.
 */
final class AnswerValues {
  static final JsonMapper JSON = SharedBuffers.trees();
  private static final String DATA = "data:";
  private static final String DONE = "[DONE]";

  private AnswerValues() {}

  /**
   * Passes each value to {@code values}.
   *
   * @throws JsonProcessingException when the body starts with malformed JSON
   */
  static void forEach(String body, Consumer<JsonNode> values) throws JsonProcessingException {
    int at = skipPrefix(body);
    if (at == body.length()) {
      return;
    }
    char first = body.charAt(at);
    if (first == '{' || first == '[') {
      sequence(at == 0 ? body : body.substring(at), values);
    } else {
      events(body, at, values);
    }
  }

  /**
   * Returns the position after white space, control characters, byte order marks and comments of an
   * event stream.
   */
  private static int skipPrefix(String body) {
    int at = 0;
    while (at < body.length()) {
      char c = body.charAt(at);
      if (c == ':') {
        at = lineEnd(body, at);
      } else if (c > ' ' && c != '\ufeff' && c != '\u00a0' && c != '\u200b') {
        return at;
      } else {
        at++;
      }
    }
    return at;
  }

  private static void sequence(String json, Consumer<JsonNode> values)
      throws JsonProcessingException {
    boolean any = false;
    try (MappingIterator<JsonNode> iterator = JSON.readerFor(JsonNode.class).readValues(json)) {
      while (iterator.hasNextValue()) {
        values.accept(iterator.nextValue());
        any = true;
      }
    } catch (JsonProcessingException e) {
      if (!any) {
        throw e;
      }
      // The answer is followed by other text.
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not possible for a string
    }
  }

  /**
   * Parses an event stream. An event's data may have several lines, but some servers also omit the
   * blank line between events.
   */
  private static void events(String body, int begin, Consumer<JsonNode> values) {
    StringBuilder open = new StringBuilder();
    int end;
    for (int at = begin; at < body.length(); at = end + 1) {
      end = lineEnd(body, at);
      String line = body.substring(at, end);
      if (line.startsWith(DATA)) {
        String data = line.substring(DATA.length()).strip();
        if (open.isEmpty() && parse(data, values)) {
          continue;
        }
        open.append(data).append('\n');
      } else if (line.isBlank() && !open.isEmpty()) {
        parse(open.toString(), values);
        open.setLength(0);
      }
    }
    if (!open.isEmpty()) {
      parse(open.toString(), values);
    }
  }

  private static boolean parse(String data, Consumer<JsonNode> values) {
    if (data.isBlank() || data.strip().equals(DONE)) {
      return true;
    }
    try {
      values.accept(JSON.readTree(data));
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static int lineEnd(String text, int from) {
    for (int at = from; at < text.length(); at++) {
      if (text.charAt(at) == '\n' || text.charAt(at) == '\r') {
        return at;
      }
    }
    return text.length();
  }
}
