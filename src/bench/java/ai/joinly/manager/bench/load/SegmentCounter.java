package ai.joinly.manager.bench.load;

import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client that counts the segments it is sent. Any thread may look. */
public final class SegmentCounter implements WebSocket.Listener {
  private static final String SEGMENT = "{\"type\":\"segment\"";

  private final AtomicLong segments = new AtomicLong();

  /** The first characters of the message that is being received; the receiving thread's. */
  private final StringBuilder beginning = new StringBuilder();

  /** How many came so far. */
  public long segments() {
    return segments.get();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    // A message comes in parts, which may end anywhere.
    if (beginning.length() < SEGMENT.length()) {
      beginning.append(data);
    }
    if (last) {
      if (beginning.indexOf(SEGMENT) == 0) {
        segments.incrementAndGet();
      }
      beginning.setLength(0);
    }
    socket.request(1);
    return null;
  }
}
