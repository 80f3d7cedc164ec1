package ai.joinly.manager.json;

import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Shared JSON mapper, and the format of timestamps. Thread-safe. */
public final class Json {
  private static final int MAX_SHOWN_DEPTH = 200;

  private static final ObjectMapper MAPPER =
      SharedBuffers.mapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Long lists are written in pieces, and each flush would be a write to the socket.
          .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
          .build();

  /** Mapper with a limited nesting depth, which common JSON parsers accept. */
  private static final ObjectMapper BOUNDED =
      JsonMapper.builder(
              SharedBuffers.factory()
                  .streamWriteConstraints(
                      StreamWriteConstraints.builder().maxNestingDepth(MAX_SHOWN_DEPTH).build())
                  .build())
          .build();

  private static final int SMALL = 1_024;

  private Json() {}

  /** The shared mapper; it must not be reconfigured. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * Returns a generator that fails if a value is nested too deep for common JSON parsers; older
   * versions stored such values.
   */
  public static JsonGenerator boundedGenerator(OutputStream out) throws IOException {
    return BOUNDED.createGenerator(out, JsonEncoding.UTF8);
  }

  /**
   * Returns {@code instant} in UTC as ISO 8601 with milliseconds and {@code Z}; texts of the same
   * length sort chronologically. Formatted without a {@code DateTimeFormatter}, which takes ten
   * times as long, because a list of agents contains tens of thousands of timestamps.
   */
  public static String timestamp(Instant instant) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(24).append(time.toLocalDate()).append('T');
    digits(text, time.getHour(), 10);
    digits(text.append(':'), time.getMinute(), 10);
    digits(text.append(':'), time.getSecond(), 10);
    digits(text.append('.'), time.getNano() / 1_000_000, 100);
    return text.append('Z').toString();
  }

  /**
   * @param unit the place value of the first digit
   */
  private static void digits(StringBuilder text, int number, int unit) {
    for (int of = unit; of > 0; of /= 10) {
      text.append((char) ('0' + number / of % 10));
    }
  }

  /**
   * Returns the text that {@code content} writes. It can always be encoded as bytes: unpaired
   * surrogates, which JSON may contain, are replaced by question marks.
   */
  public static String text(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = MAPPER.createGenerator(text)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return wellFormed(text.toString());
  }

  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      }
    }
    return text;
  }

  /** Returns the output of {@code content} in UTF-8, with a trailing newline. */
  public static byte[] line(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(SMALL);
    try (JsonGenerator json = MAPPER.createGenerator(bytes, JsonEncoding.UTF8)) {
      content.write(json);
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Content that can be written as JSON. */
  @FunctionalInterface
  public interface Content {
    void write(JsonGenerator json) throws IOException;
  }
}
