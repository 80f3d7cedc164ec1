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
 * Known prefix of a resource's answers: a head, which is constant except for the request id, and
 * the first part of the text in its escaped form, stored as checksums only. Not thread-safe.
 */
final class KnownPrefix {
  private static final int MAX_HEAD_BYTES = 4_096;
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
   * Returns the head of an answer, without any text. Empty if the text is not found, for example
   * because the server sent another message before the answer.
   *
   * @param answer as JSON or as an event stream
   * @param id the request id
   */
  static Optional<KnownPrefix> find(byte[] answer, long id) {
    int end = textBegin(answer, indexOf(answer, answer.length, new byte[] {'{'}, 0));
    if (end < 0 || end > MAX_HEAD_BYTES) {
      return Optional.empty();
    }
    byte[] number = ascii(id);
    int at = indexOf(answer, end, number, 0);
    if (at < 0 || indexOf(answer, end, number, at + 1) >= 0) {
      return Optional.empty();
    }
    return Optional.of(new KnownPrefix(Arrays.copyOf(answer, end), at, number.length));
  }

  /** Returns the number of bytes before the text. */
  int headLength() {
    return head.length;
  }

  /** Returns the length of the part in bytes, as sent. */
  int length() {
    return part.count();
  }

  /** Returns the length of the part in characters of the text. */
  int characters() {
    return characters;
  }

  /**
   * Returns whether the bytes in the given range match the head of the answer to {@code request}.
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
   * Extends the known part.
   *
   * @param answer without the known part
   * @param more number of characters after it
   * @return false when the answer is shorter; this object must not be used after that
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

  /** Returns the number of characters of a UTF-8 sequence with that first byte, or of an escape. */
  private static int characters(byte first) {
    return (first & 0xf8) == 0xf0 ? 2 : 1;
  }

  /** Returns the number of bytes of the UTF-8 sequence or the escape at a position. */
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

  /** Returns the position of the text in an answer; negative if there is none. */
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

  /** Moves to the value of a field of the object that has just started. */
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
