package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.meeting.MeetingListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Listener wrapper that drops all events once the session is ended. The lock is held during each
 * callback, so that the end of the session can wait for a running callback. Thread-safe.
 */
final class GuardedListener implements MeetingListener {
  private static final System.Logger LOG = System.getLogger(GuardedListener.class.getName());

  private final MeetingListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;

  GuardedListener(MeetingListener listener) {
    this.listener = listener;
  }

  @Override
  public void onSegments(List<Segment> segments) {
    deliver(l -> l.onSegments(segments));
  }

  @Override
  public void onUtterance(List<Segment> segments) {
    deliver(l -> l.onUtterance(segments));
  }

  @Override
  public void onUsage(String session, ServiceUsage usage) {
    deliver(l -> l.onUsage(session, usage));
  }

  @Override
  public void onReading() {
    deliver(MeetingListener::onReading);
  }

  @Override
  public void onNote(String sentence) {
    deliver(l -> l.onNote(sentence));
  }

  @Override
  public void onTrouble(String sentence) {
    deliver(l -> l.onTrouble(sentence));
  }

  @Override
  public void onRecovered() {
    deliver(MeetingListener::onRecovered);
  }

  @Override
  public void onHearing(Optional<String> trouble) {
    deliver(l -> l.onHearing(trouble));
  }

  @Override
  public void onLost(String sentence) {
    deliver(l -> l.onLost(sentence));
  }

  /** Prevents further callbacks. */
  void close() {
    closed = true;
  }

  /** Waits for the end of a running callback, unless called by the listener itself. */
  void awaitQuiet(Duration limit) throws InterruptedException {
    if (!lock.isHeldByCurrentThread() && lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      lock.unlock();
    }
  }

  private void deliver(Consumer<MeetingListener> event) {
    lock.lock();
    try {
      if (!closed) {
        event.accept(listener);
      }
    } catch (RuntimeException | StackOverflowError e) {
      // A listener must not throw. Only the type is logged, as the message may quote the meeting.
      LOG.log(Level.ERROR, "A meeting listener failed with {0}", e.getClass().getName());
    } finally {
      lock.unlock();
    }
  }
}
