package ai.joinly.manager.logging;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.logging.LogRecord;

/**
 * Structured fields of one log line, for searches and metrics. Passed as one of the message
 * parameters; JSON lines contain them next to the message, text lines do not.
 *
 * @param values in output order; text or integers
 */
public record LogFields(SequencedMap<String, Object> values) {
  private static final LogFields NONE = new LogFields(new LinkedHashMap<>());
  private static final Set<String> TAKEN =
      Set.of("time", "level", "logger", "agent", "session", "request", "message", "exception");

  public LogFields {
    for (Map.Entry<String, Object> field : values.entrySet()) {
      if (TAKEN.contains(field.getKey())) {
        throw new IllegalArgumentException("the field name " + field.getKey() + " is reserved");
      }
      if (!(field.getValue() instanceof String
          || field.getValue() instanceof Integer
          || field.getValue() instanceof Long)) {
        throw new IllegalArgumentException(
            "the field " + field.getKey() + " must be text or an integer");
      }
    }
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /** Returns a single field. */
  public static LogFields of(String name, Object value) {
    return NONE.and(name, value);
  }

  /** Returns these fields with one more. */
  public LogFields and(String name, Object value) {
    SequencedMap<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new LogFields(more);
  }

  /** Returns the fields among the parameters of {@code record}, if any. */
  static LogFields in(LogRecord record) {
    for (Object parameter : Optional.ofNullable(record.getParameters()).orElse(new Object[0])) {
      if (parameter instanceof LogFields fields) {
        return fields;
      }
    }
    return NONE;
  }
}
