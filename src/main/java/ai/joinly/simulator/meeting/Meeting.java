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
 * The browser of one session, in a meeting or not, with its transcript. Actions on the meeting's
 * page (join, leave, chat, …) are serialised; speech does not wait for them.
 */
public final class Meeting {
  private enum Stage {
    OUTSIDE,
    INSIDE,
    /** Left permanently; no meeting can be joined again. */
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

  /** Signals that a participant started or stopped speaking, or that the agent left. */
  final Condition changed = lock.newCondition();

  // All below: guarded by lock.
  private Stage stage = Stage.OUTSIDE;
  private Optional<Visit> visit = Optional.empty();
  private int voices;
  private long voiceSince;

  /**
   * @param announce receives the URI of each updated resource; called with the lock held
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

  /** Leaves permanently, also during other actions; no effect outside a meeting. */
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

  /** An action on the meeting's page. */
  public interface Action<T> {
    T run() throws ToolFailure, InterruptedException;
  }

  /** Runs an action after all earlier ones. */
  public <T> T act(String name, Action<T> action) throws ToolFailure, InterruptedException {
    return act(
        new ToolFailure("Failed to perform '" + name + "'. Currently not in a meeting."), action);
  }

  /** Runs an action after all earlier ones, with its own failure for being outside a meeting. */
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

  /** Returns the current or last stay. */
  public Optional<Visit> visit() {
    return locked(() -> visit);
  }

  /** Whether a stay is the current one. */
  boolean isCurrent(Visit of) {
    return locked(() -> stage == Stage.INSIDE && visit.isPresent() && visit.get() == of);
  }

  /** Returns the current transcript; empty before the first join. */
  public Optional<List<TranscriptSegment>> transcript() {
    return locked(() -> visit.map(v -> v.transcript.all()));
  }

  /** Adds a segment and announces it, also after the agent has left. */
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

  /** Announces the end of an utterance. */
  void announceUtterance() {
    announce.accept(Resources.LIVE);
  }

  /**
   * Waits until a condition about the meeting holds (voices, presence of the agent), for at most a
   * limit.
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

  /** Marks a participant as silent; no effect if the visit has ended. */
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

  /** Returns since when participants speak without a break, in nanoTime; empty in silence. */
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
