package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.agent.AgentContext;
import ai.joinly.manager.agent.AgentRecorder;
import ai.joinly.manager.agent.AgentServices;
import ai.joinly.manager.agent.Capacity;
import ai.joinly.manager.agent.UsageLedger;
import ai.joinly.manager.agent.session.Impairment;
import ai.joinly.manager.agent.worker.ChildTasks;
import ai.joinly.manager.agent.worker.SerialExecutor;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.AnalysisProgress;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.LlmClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps an agent's analysis: counts what is said, has a language model update the rest now and
 * then, one update at a time, and once more when the meeting is over. Owned by the worker's thread;
 * the model is waited for on child threads.
 */
public final class AnalysisManager {
  /** What is left when the meeting is over is analysed within this time. */
  private static final Duration FINAL_LIMIT = Duration.ofMinutes(2);

  /** For meetings of a former process, of which there may be many. */
  private static final Duration MAKE_UP_LIMIT = Duration.ofHours(1);

  /** Clocks that go differently do not differ by so much. */
  private static final Duration CLOCK_SET = Duration.ofMinutes(1);

  /** Answers about one stretch that cannot be used, before it is left out. */
  private static final int MOST_FAILURES = 3;

  /** Of what need not wait. */
  private static final Optional<Instant> LONG_AGO = Optional.of(Instant.MIN);

  private final AgentRecorder journal;
  private final UsageLedger usage;
  private final AgentServices services;
  private final SerialExecutor executor;
  // The updates alone, since nothing waits for their end.
  private final ChildTasks tasks;
  private final Capacity capacity;
  private final UpdateSchedule cadence;
  private final AnalysisState kept;

  private Stage stage = Stage.IDLE;
  private Optional<LlmClient> llm = Optional.empty();
  // When the final pass is given up.
  private Instant finalEnd = Instant.MAX;
  // The final pass need not wait for its next attempt.
  private boolean atOnce;
  private boolean makesUp;
  private boolean newStay;
  // How far the time of day was ahead of the clock for waiting at the last join.
  private Optional<Duration> ahead = Optional.empty();
  // Whether the newest update has reported its outcome.
  private boolean answered;
  // Up to this event one update follows the other.
  private long target;

  private enum Stage {
    /** Nothing is to be done. */
    IDLE,
    /** The meeting goes on. */
    LIVE,
    /** The meeting is over, and not all of it is analysed. */
    FINAL,
    /** The agent is gone, or the process ends. */
    CLOSED
  }

  public AnalysisManager(AgentContext context, Capacity capacity) {
    this.journal = context.journal();
    this.usage = context.usage();
    this.services = context.services();
    this.executor = context.executor();
    this.tasks = new ChildTasks(context.id(), executor);
    this.capacity = capacity;
    this.cadence = new UpdateSchedule(services.settings().analysis());
    this.kept = new AnalysisState(journal, services.store());
  }

  /** The analysis as it is now; for anybody. */
  public Analysis snapshot() {
    return kept.snapshot();
  }

  /** As {@link AnalysisState#restore}. */
  public void restore() {
    kept.restore();
  }

  /** The agent starts: what is said from now on belongs to a new stay in the meeting. */
  public void begin(LlmClient model) {
    newStay = true;
    resume(model);
  }

  /** The agent goes on where a former process ended. */
  public void resume(LlmClient model) {
    llm = Optional.of(model);
    stage = Stage.LIVE;
    makesUp = false;
    journal.hindered(Impairment.ANALYSIS, Optional.empty());
    kept.reopen();
    cadence.begin(now(), kept.pendingWords());
  }

  public void onJoined(Instant joinedAt) {
    Duration aheadNow = Duration.between(now(), journal.now());
    boolean clockWasSet =
        ahead.filter(was -> aheadNow.minus(was).abs().compareTo(CLOCK_SET) > 0).isPresent();
    ahead = Optional.of(aheadNow);
    // Times before and after cannot be compared, so that a stay must not have both.
    kept.joined(joinedAt, !newStay && !clockWasSet);
    newStay = false;
  }

  /** Counts what the journal has just written down. */
  public void onSegments(List<Segment> segments, Instant joinedAt) {
    if (newStay) {
      onJoined(joinedAt); // the words are here before the news
    }
    kept.heard(segments, joinedAt);
    cadence.onWords(now(), kept.pendingWords());
  }

  /** No word will come any more. */
  public void onMeetingOver() {
    finish(FINAL_LIMIT);
  }

  /** Finishes what a former process could not, for an agent that is not active. */
  public void makeUp() {
    if (!kept.progress().complete()) {
      makesUp = true;
      finish(MAKE_UP_LIMIT);
    }
  }

  private void finish(Duration limit) {
    if (stage == Stage.CLOSED || !kept.hasBegun()) {
      return;
    }
    stage = Stage.FINAL;
    finalEnd = now().plus(limit);
    atOnce = true;
    if (kept.pendingWords() > 0 && llm.isEmpty()) {
      try {
        llm = Optional.of(services.llms().clientFor(journal.agent().config()));
      } catch (InvalidFieldsException e) {
        giveUp("The analysis of the meeting could not be completed: " + e.getMessage());
      }
    }
  }

  /** Ends all that is under way, for good. */
  public void close() {
    stage = Stage.CLOSED;
    tasks.interruptAll();
  }

  /** When {@link #onTime} wants to be called next. */
  public Optional<Instant> nextDeadline() {
    return switch (stage) {
      case IDLE, CLOSED -> Optional.empty();
      case LIVE -> isRunning() ? Optional.empty() : due();
      case FINAL ->
          Optional.of(due().filter(at -> !isRunning() && at.isBefore(finalEnd)).orElse(finalEnd));
    };
  }

  /** When the next update is to begin. */
  private Optional<Instant> due() {
    long pending = kept.pendingWords();
    boolean goesOn = kept.progress().through() < target && pending > 0;
    return switch (stage) {
      case IDLE, CLOSED -> Optional.empty();
      case LIVE -> goesOn ? LONG_AGO : cadence.dueAt(pending);
      case FINAL -> goesOn || atOnce ? LONG_AGO : Optional.of(cadence.soon());
    };
  }

  /** Begins an update when it is time for one. */
  public void onTime() {
    Instant now = now();
    if (stage == Stage.FINAL && !now.isBefore(finalEnd)) {
      giveUp("The analysis of the meeting could not be completed in time");
    }
    if (isRunning()) {
      return;
    }
    if (stage == Stage.FINAL && kept.pendingWords() == 0) {
      stage = Stage.IDLE;
      journal.info("The analysis of the meeting is complete");
      kept.complete();
    } else if (due().filter(at -> !now.isBefore(at)).isPresent()) {
      update();
    }
  }

  private void update() {
    atOnce = false;
    if (services.store().trouble().isPresent()) {
      // What cannot be read must not be asked about, and what cannot be kept is not worth it.
      onAnswer(new AnalysisOutcome.Postponed());
      return;
    }
    AnalysisProgress progress = kept.progress();
    target = kept.counted();
    // What failed before is tried again as it was: it is known then what to leave out.
    long upTo = progress.failures() > 0 ? progress.failedThrough() : target;
    start(
        new AnalysisUpdate(
            journal.agent().id(),
            journal.agent().config(),
            services.settings().agents().zoneOf(journal.agent().config()),
            llm.orElseThrow(),
            services.store(),
            kept.current(),
            upTo,
            kept.settle(),
            makesUp ? Optional.of(capacity.makeUps()) : Optional.empty()));
  }

  private boolean isRunning() {
    return !tasks.allEnded();
  }

  private void start(AnalysisUpdate update) {
    answered = false;
    tasks.start(
        "analysis",
        () -> {
          AnalysisOutcome outcome = update.run();
          executor.execute(() -> onAnswer(outcome));
        },
        this::onEnded);
  }

  private void onAnswer(AnalysisOutcome outcome) {
    answered = true;
    switch (outcome) {
      case AnalysisOutcome.Updated updated -> {
        used(updated.usage());
        journal.hindered(Impairment.ANALYSIS, Optional.empty());
        warnOf(updated.notes());
        kept.update(updated);
        if (!updated.whole()) {
          onFailure(updated.through(), updated.words());
        }
      }
      case AnalysisOutcome.Silence silence -> kept.advance(silence.through(), 0);
      case AnalysisOutcome.Unusable unusable -> {
        used(unusable.usage());
        journal.hindered(Impairment.ANALYSIS, Optional.empty());
        kept.fail(unusable.through());
        onFailure(unusable.through(), unusable.words());
      }
      case AnalysisOutcome.NoAnswer none -> {
        target = 0;
        journal.hindered(
            Impairment.ANALYSIS, Optional.of("The analysis waits: " + none.userMessage()));
      }
      case AnalysisOutcome.Postponed postponed -> target = 0;
    }
    cadence.onAttempt(now(), kept.pendingWords());
  }

  private void warnOf(List<String> notes) {
    if (!notes.isEmpty()) {
      journal.log(
          LogLevel.WARN,
          "The analysis leaves out what it cannot use of the language model's answer: "
              + String.join(", ", notes));
    }
  }

  /** The same stretch is asked about again, but not for ever. */
  private void onFailure(long through, long words) {
    target = 0;
    atOnce = true; // in the final pass, which has no time to lose
    if (kept.progress().failures() < MOST_FAILURES) {
      journal.log(
          LogLevel.WARN,
          "The language model's answer for the analysis could not be used as a whole; it is asked"
              + " again");
    } else {
      journal.log(
          LogLevel.WARN,
          "The language model gave no usable answer in %s attempts: the analysis goes on without %s words"
              .formatted(MOST_FAILURES, words));
      kept.advance(through, words);
    }
  }

  private void onEnded() {
    if (!answered) {
      // A defect must not repeat for ever.
      kept.fail(target);
      onFailure(target, kept.pendingWords());
      cadence.onAttempt(now(), kept.pendingWords());
    }
  }

  private void giveUp(String sentence) {
    stage = Stage.IDLE;
    tasks.interruptAll();
    journal.log(LogLevel.WARN, sentence + "; this is tried again when the manager starts anew");
  }

  /** For waiting. */
  private Instant now() {
    return services.waiting().instant();
  }

  /** A request was answered. */
  private void used(TokenUsage tokens) {
    usage.used(1, tokens);
  }
}
