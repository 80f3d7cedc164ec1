package ai.joinly.manager.logging;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * Formatter that writes each record as one line with a JSON object: {@code time}, {@code level},
 * {@code logger}, {@code message}, and where present {@code agent}, {@code session}, {@code
 * request}, {@link LogFields} and {@code exception}.
 *
 * <p>Helidon's own formatter writes the local time and the level names of {@code
 * java.util.logging}, and builds each field through {@code String.format}.
 */
final class JsonFormatter extends Formatter {
  private static final JsonFactory JSON = SharedBuffers.factory().build();

  @Override
  public String format(LogRecord record) {
    LogLine line = LogLine.of(record, formatMessage(record));
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("time", line.time().toString());
      json.writeStringField("level", WireName.of(line.level()));
      json.writeStringField("logger", line.logger());
      if (line.agent().isPresent()) {
        json.writeStringField("agent", line.agent().get().value());
      }
      if (line.session().isPresent()) {
        json.writeStringField("session", line.session().get());
      }
      if (line.request().isPresent()) {
        json.writeStringField("request", line.request().get());
      }
      for (Map.Entry<String, Object> field : LogFields.in(record).values().entrySet()) {
        json.writeObjectField(field.getKey(), field.getValue());
      }
      json.writeStringField("message", line.message());
      if (line.exception().isPresent()) {
        json.writeStringField("exception", line.exception().get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }
}
