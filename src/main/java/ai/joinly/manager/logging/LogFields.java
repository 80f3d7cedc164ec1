package ai.joinly.manager.logging;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.logging.LogRecord;

/**
 * Fields of one line of the log, for those who search and count. Given as one of the parameters of
 * the message; JSON lines have them beside it, lines of text do not.
 *
 * @param values in their order; text or whole numbers
 */
public record LogFields(SequencedMap<String, Object> values) {
  private static final LogFields NONE = new LogFields(new LinkedHashMap<>());
  private static final Set<String> TAKEN =
      Set.of("time", "level", "logger", "agent", "session", "request", "message", "exception");

  public LogFields {
    for (Map.Entry<String, Object> field : values.entrySet()) {
      if (TAKEN.contains(field.getKey())) {
        throw new IllegalArgumentException("each line has a field " + field.getKey() + " already");
      }
      if (!(field.getValue() instanceof String
          || field.getValue() instanceof Integer
          || field.getValue() instanceof Long)) {
        throw new IllegalArgumentException(field.getKey() + " must be text or a whole number");
      }
    }
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /** Returns one field. */
  public static LogFields of(String name, Object value) {
    return NONE.and(name, value);
  }

  /** Returns these fields and one more. */
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
