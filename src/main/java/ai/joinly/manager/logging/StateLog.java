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
 * The lines of the process log about what fails and works again: one when a thing begins to fail,
 * with the reason, one when it fails in another way or works again, none in between. A thing that
 * changes all the time gets a few lines, and then one when it stays as it is for a while; of many
 * things that change at once the first get a line each, and the others one together.
 *
 * <p>Reasons must hold no secret and nothing that was said. Thread-safe: the lock guards all
 * fields, and lines are written under it, so that they are in order.
 */
public final class StateLog implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(StateLog.class.getName());

  /** What can fail. */
  public enum Subject {
    /** The joinly server. */
    JOINLY(Level.ERROR),
    /** The session of an agent at the joinly server. */
    SESSION(Level.WARNING),
    /** A language model. */
    PROVIDER(Level.WARNING),
    /** An agent that ended by an error. */
    AGENT(Level.ERROR),
    STORE(Level.ERROR),
    /** Clients of the API. */
    CLIENT(Level.WARNING),
    /** An agent's further tool server. */
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

  /** The kinds of lines; the names are logged in lower case. */
  private enum Line {
    FAILING,
    WORKS,
    HAPPENED,
    LEFT_OUT
  }

  /** One thing that can fail. */
  private record Key(Subject subject, Object of) {}

  private static final class State {
    final LineBudget budget = new LineBudget(LINES_OF_ONE, WINDOW_OF_ONE);
    String sentence = "";

    /** In which way it fails; empty while it works. */
    Optional<Object> failure = Optional.empty();

    /** What its newest line says of that. */
    Optional<Object> shown = Optional.empty();

    /** When it last changed. */
    long since;

    /** Changes without a line since the newest one. */
    int hidden;
  }

  /** Something that happens again and again, by its sentence. */
  private static final class Repetition {
    final LineBudget budget = new LineBudget(1, WINDOW_OF_ALL);

    /** How often it happened since the newest line. */
    int hidden;
  }

  static final int LINES_OF_ONE = 4;
  static final Duration WINDOW_OF_ONE = Duration.ofMinutes(5);

  /** What stays as it is for so long is shown, however many lines there were. */
  static final Duration STEADY = Duration.ofSeconds(30);

  static final int LINES_OF_ALL = 30;
  static final Duration WINDOW_OF_ALL = Duration.ofMinutes(1);

  /** What is known longest is forgotten first; it may get a second line. */
  static final int MOST_KNOWN = 1_000;

  private static final Object ANY_WAY = "any";
  private static final int LONGEST_SENTENCE = 500;
  private static final Duration SWEEP_PAUSE = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final SequencedMap<Key, State> states = new LinkedHashMap<>();
  private final SequencedMap<Key, Repetition> repetitions = new LinkedHashMap<>();

  /** By subject: the lines about all of its things, and how many were left out. */
  private final Map<Subject, LineBudget> budgets = new EnumMap<>(Subject.class);

  private final Map<Subject, Integer> leftOut = new EnumMap<>(Subject.class);
  private final Thread sweeper;

  /**
   * One that holds lines back until it is started.
   *
   * @param nanoTime a clock that only moves forward, in nanoseconds
   */
  public StateLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.sweeper = Thread.ofVirtual().name("state-log").unstarted(this::run);
  }

  /** From now on shows in time what it holds back, until it is closed; to be called once. */
  public void start() {
    sweeper.start();
  }

  /** Writes what is held back. */
  @Override
  public void close() {
    sweeper.interrupt();
    sweep();
  }

  /**
   * Notes that something fails; writes a line when it did not before.
   *
   * @param of what tells it from others of the subject
   * @param sentence what fails and why
   */
  public void failing(Subject subject, Object of, String sentence) {
    failing(subject, of, ANY_WAY, sentence);
  }

  /**
   * Notes that something fails; writes a line when it did not before, or in another way.
   *
   * @param of what tells it from others of the subject
   * @param way in which it fails
   * @param sentence what fails and why; a line that comes later has the newest one
   */
  public void failing(Subject subject, Object of, Object way, String sentence) {
    lock.lock();
    try {
      Key key = new Key(subject, of);
      State state = kept(states, key, Optional.ofNullable(states.get(key)).orElseGet(State::new));
      state.sentence = sentence;
      if (!state.failure.equals(Optional.of(way))) {
        change(key, state, Optional.of(way));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Notes that something works; writes a line when there was one that it fails. */
  public void works(Subject subject, Object of, String sentence) {
    lock.lock();
    try {
      Key key = new Key(subject, of);
      State state = states.get(key);
      if (state != null && state.failure.isPresent()) {
        state.sentence = sentence;
        change(key, state, Optional.empty());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets something that does not exist any more, or is not wanted. */
  public void forget(Subject subject, Object of) {
    lock.lock();
    try {
      states.remove(new Key(subject, of));
    } finally {
      lock.unlock();
    }
  }

  /** Notes what happened once; when it goes on happening, a line a minute counts it. */
  public void happened(Subject subject, String sentence) {
    lock.lock();
    try {
      Key key = new Key(subject, sentence);
      Repetition repetition =
          kept(
              repetitions,
              key,
              Optional.ofNullable(repetitions.get(key)).orElseGet(Repetition::new));
      if (repetition.budget.take(nanoTime.getAsLong())) {
        write(subject, Line.HAPPENED, sentence);
      } else {
        repetition.hidden++;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes what was held back and may be written by now. */
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

  /** Whether a state is shown though there were many lines about it: it may last. */
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
        state.hidden > 1 ? " (%s changes meanwhile are left out)".formatted(state.hidden - 1) : "";
    state.hidden = 0;
    write(
        key.subject(),
        state.failure.isPresent() ? Line.FAILING : Line.WORKS,
        shortened(state.sentence) + more);
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
      log(
          subject,
          Line.LEFT_OUT,
          "%s more lines like those before (%s) are left out".formatted(count, subject.label()));
    }
  }

  private void write(Subject subject, Line line, String sentence) {
    if (budget(subject).take(nanoTime.getAsLong())) {
      log(subject, line, sentence);
    } else {
      leftOut.merge(subject, 1, Integer::sum);
    }
  }

  private static void log(Subject subject, Line line, String sentence) {
    LOGGER.log(
        line == Line.WORKS ? Level.WARNING : subject.level,
        "{0}",
        sentence,
        LogFields.of("subject", subject.label())
            .and("state", line.name().toLowerCase(Locale.ROOT)));
  }

  private static String shortened(String sentence) {
    return sentence.length() <= LONGEST_SENTENCE
        ? sentence
        : sentence.substring(0, Cut.notAfter(sentence, LONGEST_SENTENCE)) + "…";
  }

  private LineBudget budget(Subject subject) {
    return budgets.computeIfAbsent(subject, unknown -> new LineBudget(LINES_OF_ALL, WINDOW_OF_ALL));
  }

  private static <V> V kept(SequencedMap<Key, V> known, Key key, V value) {
    if (known.put(key, value) == null && known.size() > MOST_KNOWN) {
      known.pollFirstEntry();
    }
    return value;
  }
}
