package ai.joinly.manager.bench.load;

import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client that counts the segments it is sent. Any thread may look. */
public final class SegmentCounter implements WebSocket.Listener {
  private static final String SEGMENT = "{\"type\":\"segment\"";

  private final AtomicLong segments = new AtomicLong();

  /** Whether a message begins with what comes; the receiving thread's. */
  private boolean begins = true;

  /** How many came so far. */
  public long segments() {
    return segments.get();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    if (begins && data.toString().startsWith(SEGMENT)) {
      segments.incrementAndGet();
    }
    begins = last;
    socket.request(1);
    return null;
  }
}
