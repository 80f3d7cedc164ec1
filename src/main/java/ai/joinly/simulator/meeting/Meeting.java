package ai.joinly.simulator.meeting;

import ai.joinly.simulator.Environment;
import ai.joinly.simulator.protocol.Resources;
import ai.joinly.simulator.protocol.ToolFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The browser of one session: in a meeting or not, with its transcript. What acts on the meeting's
 * page (join, leave, chat, …) goes one after the other; speech does not wait for it.
 */
public final class Meeting {
  private enum Stage {
    OUTSIDE,
    INSIDE,
    /** Left for good; nothing can be joined any more. */
    GONE
  }

  /** One stay in a meeting, from a join to the leave. */
  public static final class Visit {
    private final JoinInfo info;
    private final long joinedNanos = System.nanoTime();
    private final Transcript transcript = new Transcript();

    Visit(JoinInfo info) {
      this.info = info;
    }

    public JoinInfo info() {
      return info;
    }

    /** Seconds since the join, in steps of the audio's 32 ms. */
    public double seconds(long nanos) {
      long steps = Math.max(0, nanos - joinedNanos) / 32_000_000L;
      return steps * 32 / 1000.0;
    }
  }

  private final Environment environment;
  private final Consumer<String> announce;
  private final MeetingPage page;
  private final ReentrantLock actions = new ReentrantLock(true);

  final ReentrantLock lock = new ReentrantLock();

  /** Somebody began or stopped to speak, or the agent left. Belongs to the lock. */
  final Condition changed = lock.newCondition();

  // All below: guarded by lock.
  private Stage stage = Stage.OUTSIDE;
  private Optional<Visit> visit = Optional.empty();
  private int voices;
  private long voiceSince;

  /**
   * @param announce told the URI of a resource when it has news; called with the lock held
   */
  public Meeting(Environment environment, Consumer<String> announce) {
    this.environment = environment;
    this.announce = announce;
    this.page = new MeetingPage(environment.changes());
  }

  public Environment environment() {
    return environment;
  }

  public MeetingPage page() {
    return page;
  }

  /** Joins; takes the join time. */
  public void join(JoinInfo info) throws ToolFailure, InterruptedException {
    actions.lockInterruptibly();
    try {
      if (isInside()) {
        throw new ToolFailure(
            "Meeting already joined. Leave the meeting before joining a new one.");
      }
      if (info.meetingUrl().isEmpty()) {
        throw new ToolFailure("Meeting URL is required to join a meeting.");
      }
      environment.attendance().enter(info.agentName(), info.meetingUrl());
      boolean inside = false;
      try {
        Thread.sleep(environment.faults().joinTime(environment.options().joinTime()));
        Optional<String> refusal = environment.faults().joinRefusal();
        if (refusal.isPresent()) {
          throw new ToolFailure(refusal.get());
        }
        inside = enter(info);
      } finally {
        if (!inside) {
          environment.attendance().exit(info.agentName(), info.meetingUrl());
        }
      }
    } finally {
      actions.unlock();
    }
  }

  private boolean enter(JoinInfo info) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (stage == Stage.GONE) {
        return false;
      }
      stage = Stage.INSIDE;
      visit = Optional.of(new Visit(info));
      page.open(environment.options().participants());
      voices = 0;
    } finally {
      lock.unlock();
    }
    environment.changes().happened();
    return true;
  }

  /** Leaves; takes the leave time. */
  public void leave() throws ToolFailure, InterruptedException {
    act(
        "leave",
        () -> {
          Thread.sleep(environment.options().leaveTime());
          depart(Stage.OUTSIDE);
          return "";
        });
  }

  /** Leaves for good, whatever else is going on; harmless outside a meeting. */
  public void abandon() {
    depart(Stage.GONE);
  }

  private void depart(Stage next) {
    Optional<Visit> left = Optional.empty();
    lock.lock();
    try {
      if (stage == Stage.INSIDE) {
        left = visit;
      }
      stage = stage == Stage.GONE ? Stage.GONE : next;
      voices = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    left.ifPresent(v -> environment.attendance().exit(v.info().agentName(), v.info().meetingUrl()));
    environment.changes().happened();
  }

  /** Something done on the meeting's page. */
  public interface Action<T> {
    T run() throws ToolFailure, InterruptedException;
  }

  /** Runs an action once those before it are done. */
  public <T> T act(String name, Action<T> action) throws ToolFailure, InterruptedException {
    return act(
        new ToolFailure("Failed to perform '" + name + "'. Currently not in a meeting."), action);
  }

  /** As above, with its own words for being outside. */
  public <T> T act(ToolFailure outside, Action<T> action) throws ToolFailure, InterruptedException {
    actions.lockInterruptibly();
    try {
      if (!isInside()) {
        throw outside;
      }
      return action.run();
    } finally {
      actions.unlock();
    }
  }

  public boolean isInside() {
    return locked(() -> stage == Stage.INSIDE);
  }

  boolean isGone() {
    return locked(() -> stage == Stage.GONE);
  }

  /** The stay that is going on or was the last. */
  public Optional<Visit> visit() {
    return locked(() -> visit);
  }

  /** Whether a stay is still going on. */
  boolean isCurrent(Visit of) {
    return locked(() -> stage == Stage.INSIDE && visit.isPresent() && visit.get() == of);
  }

  /** The present transcript; empty before the first join. */
  public Optional<List<TranscriptSegment>> transcript() {
    return locked(() -> visit.map(v -> v.transcript.all()));
  }

  /** Enters a segment and tells so; the last to speak may already have left. */
  void add(Visit to, TranscriptSegment segment) {
    lock.lock();
    try {
      to.transcript.add(segment);
      if (!segment.assistant()) {
        segment.speaker().ifPresent(page::comes);
      }
      announce.accept(Resources.SEGMENTS);
    } finally {
      lock.unlock();
    }
    environment.changes().happened();
  }

  /** Tells that an utterance is over. */
  void announceUtterance() {
    announce.accept(Resources.LIVE);
  }

  /**
   * Waits until something in the meeting holds (who speaks, whether the agent is here), for at most
   * a limit.
   *
   * @return whether it holds
   */
  boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (!condition.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  void voiceOn(Optional<String> speaker) {
    lock.lock();
    try {
      if (voices++ == 0) {
        voiceSince = System.nanoTime();
      }
      speaker.ifPresent(page::comes);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Somebody falls silent; in a visit that is over everybody has. */
  void voiceOff(Visit in) {
    lock.lock();
    try {
      if (isCurrent(in)) {
        voices = Math.max(0, voices - 1);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Since when participants speak without a break, in nanoTime; empty when nobody does. */
  Optional<Long> voiceSince() {
    return locked(() -> voices > 0 ? Optional.of(voiceSince) : Optional.empty());
  }

  private <T> T locked(Supplier<T> reading) {
    lock.lock();
    try {
      return reading.get();
    } finally {
      lock.unlock();
    }
  }
}
