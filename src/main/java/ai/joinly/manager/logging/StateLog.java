package ai.joinly.manager.logging;

import ai.joinly.manager.domain.Cut;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Process log lines about components that fail and recover. A line is written when a component
 * starts to fail, with the reason, when it fails in another way, and when it works again; none in
 * between. A component that changes often gets a few lines, and then one when its state has been
 * stable for some time. When many components change at the same time, the first ones get a line
 * each and the others one together.
 *
 * <p>Reasons must contain no secrets and no utterances. Thread-safe: the lock guards all fields,
 * and lines are written under it, so that they are in order.
 */
public final class StateLog implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(StateLog.class.getName());

  /** Kind of component that can fail. */
  public enum Subject {
    /** The joinly server. */
    JOINLY(Level.ERROR),
    /** An agent's session at the joinly server. */
    SESSION(Level.WARNING),
    /** A language model. */
    PROVIDER(Level.WARNING),
    /** An agent that ended with an error. */
    AGENT(Level.ERROR),
    STORE(Level.ERROR),
    /** Clients of the API. */
    CLIENT(Level.WARNING),
    /** An agent's additional tool server. */
    TOOLS(Level.WARNING),
    /** The manager's own port and descriptors. */
    SERVER(Level.ERROR);

    private final Level level;

    Subject(Level level) {
      this.level = level;
    }

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Kind of line; the name is logged in lower case. */
  private enum Line {
    FAILING,
    WORKS,
    HAPPENED,
    LEFT_OUT
  }

  /** Component that can fail. */
  private record Key(Subject subject, Object of) {}

  private static final class State {
    final LineBudget budget = new LineBudget(LINES_OF_ONE, WINDOW_OF_ONE);
    String message = "";

    /** The kind of failure; empty while it works. */
    Optional<Object> failure = Optional.empty();

    /** The kind of failure that its last line reported. */
    Optional<Object> shown = Optional.empty();

    /** Time of the last change. */
    long since;

    /** Changes since the last line that were not logged. */
    int hidden;
  }

  /** Repeated event, identified by its message. */
  private static final class Repetition {
    final LineBudget budget = new LineBudget(1, WINDOW_OF_ALL);

    /** Occurrences since the last line. */
    int hidden;
  }

  static final int LINES_OF_ONE = 4;
  static final Duration WINDOW_OF_ONE = Duration.ofMinutes(5);

  /** A state that is stable for this duration is logged even if the line budget is used up. */
  static final Duration STEADY = Duration.ofSeconds(30);

  static final int LINES_OF_ALL = 30;
  static final Duration WINDOW_OF_ALL = Duration.ofMinutes(1);

  /** Maximum number of known components; the oldest is discarded, and may get a second line. */
  static final int MAX_KNOWN = 1_000;

  private static final Object ANY_WAY = "any";
  private static final int MAX_MESSAGE_LENGTH = 500;
  private static final Duration SWEEP_PAUSE = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final SequencedMap<Key, State> states = new LinkedHashMap<>();
  private final SequencedMap<Key, Repetition> repetitions = new LinkedHashMap<>();

  /** Line budget and number of suppressed lines of each subject, over all of its components. */
  private final Map<Subject, LineBudget> budgets = new EnumMap<>(Subject.class);

  private final Map<Subject, Integer> leftOut = new EnumMap<>(Subject.class);
  private final Thread sweeper;

  /**
   * Creates a log that delivers delayed lines only after {@link #start}.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public StateLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.sweeper = Thread.ofVirtual().name("state-log").unstarted(this::run);
  }

  /** Starts to write delayed lines when they are due, until it is closed. To be called once. */
  public void start() {
    sweeper.start();
  }

  /** Writes the delayed lines that are due, and stops. */
  @Override
  public void close() {
    sweeper.interrupt();
    sweep();
  }

  /**
   * Records a failure of a component; writes a line if it worked before.
   *
   * @param of identifies the component within the subject
   * @param message the failure and its reason
   */
  public void failing(Subject subject, Object of, String message) {
    failing(subject, of, ANY_WAY, message);
  }

  /**
   * Records a failure of a component; writes a line if it worked before or failed in another way.
   *
   * @param of identifies the component within the subject
   * @param way the kind of failure
   * @param message the failure and its reason; a delayed line contains the newest message
   */
  public void failing(Subject subject, Object of, Object way, String message) {
    lock.lock();
    try {
      Key key = new Key(subject, of);
      State state = kept(states, key, Optional.ofNullable(states.get(key)).orElseGet(State::new));
      state.message = message;
      if (!state.failure.equals(Optional.of(way))) {
        change(key, state, Optional.of(way));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Records that a component works; writes a line if a failure was logged. */
  public void works(Subject subject, Object of, String message) {
    lock.lock();
    try {
      Key key = new Key(subject, of);
      State state = states.get(key);
      if (state != null && state.failure.isPresent()) {
        state.message = message;
        change(key, state, Optional.empty());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Discards the state of a component that no longer exists or is no longer used. */
  public void forget(Subject subject, Object of) {
    lock.lock();
    try {
      states.remove(new Key(subject, of));
    } finally {
      lock.unlock();
    }
  }

  /** Records an event; further occurrences are counted in one line a minute. */
  public void happened(Subject subject, String message) {
    lock.lock();
    try {
      Key key = new Key(subject, message);
      Repetition repetition =
          kept(
              repetitions,
              key,
              Optional.ofNullable(repetitions.get(key)).orElseGet(Repetition::new));
      if (repetition.budget.take(nanoTime.getAsLong())) {
        write(subject, Line.HAPPENED, message);
      } else {
        repetition.hidden++;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes the delayed lines that are due. */
  void sweep() {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      states.forEach(
          (key, state) -> {
            if (!state.failure.equals(state.shown) && isSteady(state, now)) {
              show(key, state);
            }
          });
      states
          .values()
          .removeIf(
              state ->
                  state.failure.isEmpty() && state.shown.isEmpty() && state.budget.isOver(now));
      repetitions.forEach((key, repetition) -> showAgain(key, repetition, now));
      repetitions.values().removeIf(repetition -> repetition.budget.isOver(now));
      for (Subject subject : Subject.values()) {
        showLeftOut(subject, now);
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(SWEEP_PAUSE);
        sweep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  /** Returns whether a state is logged although its line budget was used up: it may last. */
  private static boolean isSteady(State state, long now) {
    return state.budget.isOver(now) || now - state.since >= STEADY.toNanos();
  }

  private void change(Key key, State state, Optional<Object> failure) {
    long now = nanoTime.getAsLong();
    state.failure = failure;
    state.since = now;
    if (state.failure.equals(state.shown)) {
      return;
    }
    if (state.budget.take(now)) {
      show(key, state);
    } else {
      state.hidden++;
    }
  }

  private void show(Key key, State state) {
    state.shown = state.failure;
    String more =
        state.hidden > 1 ? " (%s changes in between not logged)".formatted(state.hidden - 1) : "";
    state.hidden = 0;
    write(
        key.subject(),
        state.failure.isPresent() ? Line.FAILING : Line.WORKS,
        shortened(state.message) + more);
  }

  private void showAgain(Key key, Repetition repetition, long now) {
    if (repetition.hidden > 0 && repetition.budget.isOver(now) && repetition.budget.take(now)) {
      write(key.subject(), Line.HAPPENED, "%s (%s times)".formatted(key.of(), repetition.hidden));
      repetition.hidden = 0;
    }
  }

  private void showLeftOut(Subject subject, long now) {
    int count = leftOut.getOrDefault(subject, 0);
    if (count > 0 && budget(subject).isOver(now) && budget(subject).take(now)) {
      leftOut.remove(subject);
      log(subject, Line.LEFT_OUT, "%s more %s lines suppressed".formatted(count, subject.label()));
    }
  }

  private void write(Subject subject, Line line, String message) {
    if (budget(subject).take(nanoTime.getAsLong())) {
      log(subject, line, message);
    } else {
      leftOut.merge(subject, 1, Integer::sum);
    }
  }

  private static void log(Subject subject, Line line, String message) {
    LOGGER.log(
        line == Line.WORKS ? Level.WARNING : subject.level,
        "{0}",
        message,
        LogFields.of("subject", subject.label())
            .and("state", line.name().toLowerCase(Locale.ROOT)));
  }

  private static String shortened(String message) {
    return message.length() <= MAX_MESSAGE_LENGTH
        ? message
        : message.substring(0, Cut.notAfter(message, MAX_MESSAGE_LENGTH)) + "…";
  }

  private LineBudget budget(Subject subject) {
    return budgets.computeIfAbsent(subject, unknown -> new LineBudget(LINES_OF_ALL, WINDOW_OF_ALL));
  }

  private static <V> V kept(SequencedMap<Key, V> known, Key key, V value) {
    if (known.put(key, value) == null && known.size() > MAX_KNOWN) {
      known.pollFirstEntry();
    }
    return value;
  }
}
