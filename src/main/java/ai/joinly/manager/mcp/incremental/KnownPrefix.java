package ai.joinly.manager.mcp.incremental;

import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the answers to the readings of a resource begin: a head, the same but for the id of the
 * request, and a first part of the text, as it is escaped, of which there are only check sums. For
 * one thread.
 */
final class KnownPrefix {
  private static final int LONGEST_HEAD = 4_096;
  private static final JsonFactory JSON = SharedBuffers.factory().build();

  private final byte[] head;
  private final int idAt;
  private final int idLength;
  private final PartSum part = new PartSum();
  private int characters;

  private KnownPrefix(byte[] head, int idAt, int idLength) {
    this.head = head;
    this.idAt = idAt;
    this.idLength = idLength;
  }

  /**
   * The beginning of an answer, with nothing of its text; empty where there is no text to be found,
   * as when the server sent something else before the answer.
   *
   * @param answer as JSON or as an event stream
   * @param id of the request
   */
  static Optional<KnownPrefix> find(byte[] answer, long id) {
    int end = textBegin(answer, indexOf(answer, answer.length, new byte[] {'{'}, 0));
    if (end < 0 || end > LONGEST_HEAD) {
      return Optional.empty();
    }
    byte[] number = ascii(id);
    int at = indexOf(answer, end, number, 0);
    if (at < 0 || indexOf(answer, end, number, at + 1) >= 0) {
      return Optional.empty();
    }
    return Optional.of(new KnownPrefix(Arrays.copyOf(answer, end), at, number.length));
  }

  /** How many bytes come before the text. */
  int headLength() {
    return head.length;
  }

  /** The length of the part, in bytes as they are sent. */
  int length() {
    return part.count();
  }

  /** The length of the part, in characters of the text. */
  int characters() {
    return characters;
  }

  /**
   * Whether the answer to {@code request} begins with these bytes, as far as they are looked at.
   */
  boolean isHead(byte[] bytes, int from, int to, long request) {
    byte[] number = ascii(request);
    if (number.length != idLength) {
      return false;
    }
    for (int i = from; i < to; i++) {
      boolean inId = i >= idAt && i < idAt + idLength;
      if (bytes[i] != (inId ? number[i - idAt] : head[i])) {
        return false;
      }
    }
    return true;
  }

  boolean isPart(PartSum sum) {
    return part.sameAs(sum);
  }

  /**
   * Takes more of the text for known.
   *
   * @param answer without the part that is known
   * @param more characters that follow on it
   * @return false when the answer has not so many; then this must not be used any more
   */
  boolean extend(byte[] answer, int more) {
    int end = head.length;
    int left = more;
    while (left > 0 && end < answer.length && answer[end] != '"') {
      left -= characters(answer[end]);
      end += bytes(answer, end);
    }
    if (left != 0 || end > answer.length) {
      return false;
    }
    part.add(answer, head.length, end - head.length);
    characters += more;
    return true;
  }

  /** Of a sequence of UTF-8 with that first byte, or an escape. */
  private static int characters(byte first) {
    return (first & 0xf8) == 0xf0 ? 2 : 1;
  }

  /** Of the sequence of UTF-8 or the escape that begins there. */
  private static int bytes(byte[] text, int at) {
    byte first = text[at];
    if (first == '\\') {
      return at + 1 < text.length && text[at + 1] == 'u' ? 6 : 2;
    }
    if (first >= 0) {
      return 1;
    }
    return (first & 0xf8) == 0xf0 ? 4 : (first & 0xf0) == 0xe0 ? 3 : 2;
  }

  /** Where the text begins in an answer, or below 0. */
  private static int textBegin(byte[] answer, int from) {
    if (from < 0) {
      return from;
    }
    try (JsonParser json = JSON.createParser(answer, from, answer.length - from)) {
      boolean found =
          json.nextToken() == JsonToken.START_OBJECT
              && find(json, "result") == JsonToken.START_OBJECT
              && find(json, "contents") == JsonToken.START_ARRAY
              && json.nextToken() == JsonToken.START_OBJECT
              && find(json, "text") == JsonToken.VALUE_STRING;
      return found ? from + (int) json.currentTokenLocation().getByteOffset() + 1 : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /** Goes to the value of a field of the object that has just begun. */
  private static JsonToken find(JsonParser json, String field) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = json.currentName().equals(field);
      JsonToken value = json.nextToken();
      if (found) {
        return value;
      }
      json.skipChildren();
    }
    return JsonToken.NOT_AVAILABLE;
  }

  private static int indexOf(byte[] bytes, int to, byte[] wanted, int from) {
    for (int i = from; i <= to - wanted.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(long id) {
    return Long.toString(id).getBytes(StandardCharsets.US_ASCII);
  }
}
