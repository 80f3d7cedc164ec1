package ai.joinly.manager.json;

import ai.joinly.manager.domain.agent.LogEntry;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.lang.ref.SoftReference;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Lines of a log, newest last, which remember how they look as JSON for as long as memory lasts:
 * lists of agents are asked for again and again, and most logs are what they were. Thread-safe.
 */
public final class LogLines extends AbstractList<LogEntry> implements RandomAccess {
  private final List<LogEntry> lines;

  /** Written by whoever asks first, or again after memory was short; all write the same. */
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

  /** As an array. */
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
