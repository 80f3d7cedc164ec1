package ai.joinly.manager.json;

import ai.joinly.manager.domain.agent.LogEntry;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.lang.ref.SoftReference;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Lines of a log, newest last, with their JSON cached until memory is short: lists of agents are
 * requested frequently, and most logs have not changed in between. Thread-safe.
 */
public final class LogLines extends AbstractList<LogEntry> implements RandomAccess {
  private final List<LogEntry> lines;

  /**
   * Written by the first reader, and again after memory was short; all threads write the same
   * value.
   */
  private volatile SoftReference<SerializableString> json = new SoftReference<>(null);

  public LogLines(List<LogEntry> lines) {
    this.lines = List.copyOf(lines);
  }

  @Override
  public LogEntry get(int index) {
    return lines.get(index);
  }

  @Override
  public int size() {
    return lines.size();
  }

  /** Returns the lines as a JSON array. */
  SerializableString json() {
    SerializableString known = json.get();
    if (known != null) {
      return known;
    }
    SerializableString made =
        new SerializedString(Json.text(generator -> AgentJson.writeEach(generator, lines)));
    json = new SoftReference<>(made);
    return made;
  }
}
