package ai.joinly.manager.meeting.joinly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.meeting.RecordingListener;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionHealthTest {
  private final RecordingListener listener = new RecordingListener();
  private final SessionHealth health = new SessionHealth(listener);

  @Test
  void theReasonOfAReadingReplacesWhatASilentStreamLetsSuppose() {
    health.streamFailed("silent");
    health.readFailed("connection refused");
    health.readFailed("timed out");
    health.streamFailed("silent");
    assertEquals(List.of("silent", "connection refused"), listener.troubles);
    health.answered();
    health.readFailed("broken off");
    health.readFailed("connection refused");
    assertEquals(List.of("silent", "connection refused", "broken off"), listener.troubles);
  }
}
