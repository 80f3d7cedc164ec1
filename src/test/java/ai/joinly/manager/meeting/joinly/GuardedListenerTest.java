package ai.joinly.manager.meeting.joinly;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.meeting.RecordingListener;
import ai.joinly.manager.meeting.transcript.Transcripts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedListenerTest {
  private final RecordingListener listener = new RecordingListener();
  private final GuardedListener guarded = new GuardedListener(listener);

  @Test
  void tellsNothingOnceItIsClosed() {
    guarded.close();
    guarded.onSegments(List.of(Transcripts.said("a", 1)));
    guarded.onUtterance(List.of(Transcripts.said("a", 1)));
    guarded.onTrouble("x");
    guarded.onRecovered();
    guarded.onLost("x");
    assertTrue(listener.heard.isEmpty());
  }

  @Test
  void aListenerThatThrowsEndsNothing() throws Exception {
    listener.onEach =
        () -> {
          throw new IllegalStateException("broken");
        };
    guarded.onSegments(List.of(Transcripts.said("a", 1)));
    guarded.onLost("x");
    listener.expect("a", "lost");
    guarded.awaitQuiet(Duration.ofSeconds(10));
  }

  @Test
  void norDoesOneThatRecursesTooDeep() throws Exception {
    listener.onEach = this::recurse;
    guarded.onSegments(List.of(Transcripts.said("a", 1)));
    guarded.onLost("x");
    listener.expect("a", "lost");
  }

  @SuppressWarnings("InfiniteRecursion")
  private void recurse() {
    recurse();
  }
}
