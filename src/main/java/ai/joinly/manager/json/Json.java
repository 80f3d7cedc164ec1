package ai.joinly.manager.json;

import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** The one JSON mapper, and how values of the JDK are spelled. Thread-safe. */
public final class Json {
  private static final ObjectMapper MAPPER =
      SharedBuffers.mapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Long lists go out in pieces, and each flush would become a write to the socket.
          .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
          .build();

  /** Always three decimals: texts of the same length sort as the moments do. */
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private Json() {}

  /** The shared mapper; it must not be reconfigured. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** {@code instant} in UTC as ISO 8601 with milliseconds and {@code Z}. */
  public static String timestamp(Instant instant) {
    return TIMESTAMP.format(instant);
  }

  /** The text that {@code content} writes. */
  public static String text(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = MAPPER.createGenerator(text)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Something that can be written as JSON. */
  @FunctionalInterface
  public interface Content {
    void write(JsonGenerator json) throws IOException;
  }
}
