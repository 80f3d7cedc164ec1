package ai.joinly.manager.llm.reading.written;

import ai.joinly.manager.llm.reading.CallArguments;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Text that is searched for calls. The number of failed attempts to parse JSON is limited, so that
 * the time is linear in the length of the text. Not thread-safe.
 */
final class CallText {
  private static final int MAX_FAILURES = 100;
  private static final int MAX_DEPTH = 100;

  /** Parsed value with the position after it. */
  record Read<T>(T value, int end) {}

  final String text;
  private final char[] chars;
  private int failures;

  CallText(String text) {
    this.text = text;
    this.chars = text.toCharArray();
  }

  /** Returns whether too many attempts failed. */
  boolean isExhausted() {
    return failures >= MAX_FAILURES;
  }

  void countFailure() {
    failures++;
  }

  int length() {
    return chars.length;
  }

  char at(int place) {
    return place < chars.length ? chars[place] : '\0';
  }

  boolean has(String part, int place) {
    return text.startsWith(part, place);
  }

  /** Returns whether {@code part} is at {@code place}, ignoring case. */
  boolean hasTag(String part, int place) {
    return text.regionMatches(true, place, part, 0, part.length());
  }

  int skipSpace(int place) {
    int at = place;
    while (at < chars.length && Character.isWhitespace(chars[at])) {
      at++;
    }
    return at;
  }

  /** Returns the position of {@code part}, or the end of the text. */
  int find(String part, int from) {
    int found = isExhausted() ? -1 : text.indexOf(part, from);
    if (found < 0) {
      failures++;
      return chars.length;
    }
    return found;
  }

  /**
   * Returns the position of {@code part} if its distance is at most {@code farthest}, or the end of
   * the text.
   */
  int find(String part, int from, int farthest) {
    int last = Math.min(chars.length - part.length(), from + farthest);
    for (int at = from; at <= last; at++) {
      if (chars[at] == part.charAt(0) && text.startsWith(part, at)) {
        return at;
      }
    }
    return chars.length;
  }

  /** Returns whether only blanks precede {@code place} on its line. */
  boolean isLineStart(int place) {
    int at = place;
    while (at > Math.max(0, place - MAX_DEPTH) && (chars[at - 1] == ' ' || chars[at - 1] == '\t')) {
      at--;
    }
    return at == 0 || chars[at - 1] == '\n';
  }

  /** Returns whether only blanks follow on the line from {@code place} on. */
  boolean isLineEnd(int place) {
    int at = place;
    while (at < chars.length
        && (chars[at] == ' ' || chars[at] == '\t' || chars[at] == '\r' || chars[at] == ';')) {
      at++;
    }
    return at == chars.length || chars[at] == '\n' || has("<|", at) || has("</", at);
  }

  /** Returns the end of an identifier, or {@code place} if there is none. */
  int identifierEnd(int place) {
    if (!Character.isLetter(at(place)) && at(place) != '_') {
      return place;
    }
    int at = place;
    while (at < chars.length
        && (Character.isLetterOrDigit(chars[at])
            || chars[at] == '_'
            || ((chars[at] == '.' || chars[at] == '-' || chars[at] == ':')
                && Character.isLetterOrDigit(at(at + 1))))) {
      at++;
    }
    return at;
  }

  /**
   * Returns the end of a special token such as {@code <|eot_id|>}, or {@code place} if there is
   * none.
   */
  int tokenEnd(int place) {
    char bar = at(place + 1);
    if (at(place) != '<' || (bar != '|' && bar != '｜')) {
      return place;
    }
    for (int at = place + 2; at < place + 60 && at < chars.length; at++) {
      if (chars[at] == '>' && (chars[at - 1] == bar)) {
        return at + 1;
      }
      if (chars[at] == '<' || chars[at] == '\n') {
        return place;
      }
    }
    return place;
  }

  /** Parses the JSON object or array at a position. */
  Optional<Read<JsonNode>> json(int place) {
    if (isExhausted()) {
      return Optional.empty();
    }
    try (JsonParser parser =
        CallArguments.lenient().createParser(chars, place, chars.length - place)) {
      JsonNode value = CallArguments.lenient().readTree(parser);
      if (value != null && value.isContainerNode()) {
        return Optional.of(
            new Read<>(value, place + (int) parser.currentLocation().getCharOffset()));
      }
    } catch (IOException e) {
      // Not JSON.
    }
    failures++;
    return Optional.empty();
  }

  /** Parses JSON whose last brackets are missing. */
  Optional<Read<JsonNode>> unfinishedJson(int place) {
    if (isExhausted()) {
      return Optional.empty();
    }
    Deque<Character> open = new ArrayDeque<>();
    boolean quoted = false;
    int at = place;
    for (; at < chars.length; at++) {
      char c = chars[at];
      if (quoted) {
        if (c == '\\') {
          at++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        open.push(c == '{' ? '}' : ']');
      } else if ((c == '}' || c == ']') && !open.isEmpty()) {
        open.pop();
      } else if (c == '<' || has("```", at)) {
        break;
      }
      if (open.size() > MAX_DEPTH) {
        return Optional.empty();
      }
    }
    if (quoted || open.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder closed = new StringBuilder(text.substring(place, Math.min(at, chars.length)));
    open.forEach(closed::append);
    int end = Math.min(at, chars.length);
    Optional<Read<JsonNode>> read = new CallText(closed.toString()).json(0);
    failures += read.isPresent() ? 0 : 1;
    return read.map(found -> new Read<>(found.value(), end));
  }
}
