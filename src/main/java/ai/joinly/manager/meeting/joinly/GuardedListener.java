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
 * Stands before a listener so that it hears nothing once the session is ended. The lock is held
 * while the listener works, so that the end can wait for what it is in the middle of. Thread-safe.
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
    tell(l -> l.onSegments(segments));
  }

  @Override
  public void onUtterance(List<Segment> segments) {
    tell(l -> l.onUtterance(segments));
  }

  @Override
  public void onUsage(String session, ServiceUsage usage) {
    tell(l -> l.onUsage(session, usage));
  }

  @Override
  public void onReading() {
    tell(MeetingListener::onReading);
  }

  @Override
  public void onNote(String sentence) {
    tell(l -> l.onNote(sentence));
  }

  @Override
  public void onTrouble(String sentence) {
    tell(l -> l.onTrouble(sentence));
  }

  @Override
  public void onRecovered() {
    tell(MeetingListener::onRecovered);
  }

  @Override
  public void onHearing(Optional<String> trouble) {
    tell(l -> l.onHearing(trouble));
  }

  @Override
  public void onLost(String sentence) {
    tell(l -> l.onLost(sentence));
  }

  /** Nothing is begun from now on. */
  void close() {
    closed = true;
  }

  /** Waits for the end of what was begun, unless the listener itself asks. */
  void awaitQuiet(Duration limit) throws InterruptedException {
    if (!lock.isHeldByCurrentThread() && lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      lock.unlock();
    }
  }

  private void tell(Consumer<MeetingListener> news) {
    lock.lock();
    try {
      if (!closed) {
        news.accept(listener);
      }
    } catch (RuntimeException | StackOverflowError e) {
      // A listener must not throw; only the kind is logged, the message may quote the meeting.
      LOG.log(Level.ERROR, "A meeting listener failed with {0}", e.getClass().getName());
    } finally {
      lock.unlock();
    }
  }
}
