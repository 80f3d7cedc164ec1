package ai.joinly.manager.logging;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The lines that one class logs, or those of a package, until it is closed. Thread-safe. */
public final class CapturedLog extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final SimpleFormatter formatter = new SimpleFormatter();

  public CapturedLog(Class<?> of) {
    this(of.getName());
  }

  /** The lines of a class or of all classes of a package. */
  public CapturedLog(String name) {
    this.logger = Logger.getLogger(name);
    logger.addHandler(this);
  }

  /** The messages so far, as the log shows them. */
  public List<String> messages() {
    return records.stream().map(formatter::formatMessage).toList();
  }

  /** The levels so far. */
  public List<String> levels() {
    return records.stream().map(entry -> entry.getLevel().getName()).toList();
  }

  /** The fields of the newest line. */
  public Map<String, Object> fields() {
    return LogFields.in(records.getLast()).values();
  }

  /** Forgets the lines so far. */
  public void clear() {
    records.clear();
  }

  @Override
  public void publish(LogRecord entry) {
    records.add(entry);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
