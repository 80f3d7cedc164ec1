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
 * Analysis of one agent. Counts the transcript, has a language model update the findings at
 * intervals, one update at a time, and runs a final update after the meeting. Owned by the agent's
 * thread; the model is called on child threads.
 */
public final class AnalysisManager {
  /** Time limit of the final analysis after the meeting. */
  private static final Duration FINAL_LIMIT = Duration.ofMinutes(2);

  /**
   * Time limit of the final analysis for meetings of a previous process, of which there may be
   * many.
   */
  private static final Duration RECOVERY_LIMIT = Duration.ofHours(1);

  /** Larger differences between the two clocks mean that the time of day was set. */
  private static final Duration CLOCK_SET = Duration.ofMinutes(1);

  /** Number of unusable answers about the same transcript window before it is skipped. */
  private static final int MAX_FAILURES = 3;

  /** Deadline of an update that starts immediately. */
  private static final Optional<Instant> IMMEDIATELY = Optional.of(Instant.MIN);

  private final AgentRecorder journal;
  private final UsageLedger usage;
  private final AgentServices services;
  private final SerialExecutor executor;
  // Only the updates of the analysis: the end of the agent does not wait for them.
  private final ChildTasks tasks;
  private final Capacity capacity;
  private final UpdateSchedule cadence;
  private final AnalysisState kept;

  private Stage stage = Stage.IDLE;
  private Optional<LlmClient> llm = Optional.empty();
  // Time at which the final pass is abandoned.
  private Instant finalEnd = Instant.MAX;
  // Whether the next attempt of the final pass starts immediately.
  private boolean immediate;
  private boolean isRecovery;
  private boolean newStay;
  // Difference between the time of day and the monotonic clock at the last join.
  private Optional<Duration> ahead = Optional.empty();
  // Whether the newest update has reported its outcome.
  private boolean answered;
  // Updates follow each other without a pause up to this event.
  private long target;

  private enum Stage {
    /** No update is needed. */
    IDLE,
    /** The meeting is in progress. */
    LIVE,
    /** The meeting is over and not completely analysed. */
    FINAL,
    /** The agent is deleted, or the process ends. */
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

  /** Returns the current analysis; for any thread. */
  public Analysis snapshot() {
    return kept.snapshot();
  }

  /** Restores the analysis as {@link AnalysisState#restore} does. */
  public void restore() {
    kept.restore();
  }

  /** Starts the analysis of a new stay in the meeting. */
  public void begin(LlmClient model) {
    newStay = true;
    resume(model);
  }

  /** Continues the analysis of a previous process. */
  public void resume(LlmClient model) {
    llm = Optional.of(model);
    stage = Stage.LIVE;
    isRecovery = false;
    journal.hindered(Impairment.ANALYSIS, Optional.empty());
    kept.reopen();
    cadence.begin(now(), kept.pendingWords());
  }

  public void onJoined(Instant joinedAt) {
    Duration aheadNow = Duration.between(now(), journal.now());
    boolean clockWasSet =
        ahead.filter(was -> aheadNow.minus(was).abs().compareTo(CLOCK_SET) > 0).isPresent();
    ahead = Optional.of(aheadNow);
    // Times before and after a clock change cannot be compared, so a new stay begins.
    kept.joined(joinedAt, !newStay && !clockWasSet);
    newStay = false;
  }

  /** Counts segments that the recorder has just stored. */
  public void onSegments(List<Segment> segments, Instant joinedAt) {
    if (newStay) {
      onJoined(joinedAt); // the segments arrived before the report of the join
    }
    kept.heard(segments, joinedAt);
    cadence.onWords(now(), kept.pendingWords());
  }

  /** Starts the final analysis, since the meeting is over. */
  public void onMeetingOver() {
    finish(FINAL_LIMIT);
  }

  /** Completes the analysis of a previous process, for an agent that is not active. */
  public void makeUp() {
    if (!kept.progress().complete()) {
      isRecovery = true;
      finish(RECOVERY_LIMIT);
    }
  }

  private void finish(Duration limit) {
    if (stage == Stage.CLOSED || !kept.hasBegun()) {
      return;
    }
    stage = Stage.FINAL;
    finalEnd = now().plus(limit);
    immediate = true;
    if (kept.pendingWords() > 0 && llm.isEmpty()) {
      try {
        llm = Optional.of(services.llms().clientFor(journal.agent().config()));
      } catch (InvalidFieldsException e) {
        giveUp("The analysis of the meeting could not be completed: " + e.getMessage());
      }
    }
  }

  /** Cancels the running update and starts no further one. */
  public void close() {
    stage = Stage.CLOSED;
    tasks.interruptAll();
  }

  /** Returns when {@link #onTime} must be called next. */
  public Optional<Instant> nextDeadline() {
    return switch (stage) {
      case IDLE, CLOSED -> Optional.empty();
      case LIVE -> isRunning() ? Optional.empty() : due();
      case FINAL ->
          Optional.of(due().filter(at -> !isRunning() && at.isBefore(finalEnd)).orElse(finalEnd));
    };
  }

  /** Returns when the next update starts. */
  private Optional<Instant> due() {
    long pending = kept.pendingWords();
    boolean continues = kept.progress().through() < target && pending > 0;
    return switch (stage) {
      case IDLE, CLOSED -> Optional.empty();
      case LIVE -> continues ? IMMEDIATELY : cadence.dueAt(pending);
      case FINAL -> continues || immediate ? IMMEDIATELY : Optional.of(cadence.soon());
    };
  }

  /** Starts an update if one is due. */
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
    immediate = false;
    if (services.store().trouble().isPresent()) {
      // The transcript cannot be read, or the result cannot be stored.
      onAnswer(new AnalysisOutcome.Postponed());
      return;
    }
    AnalysisProgress progress = kept.progress();
    target = kept.counted();
    // A failed window is retried unchanged, so that exactly this window can be skipped later.
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
            isRecovery ? Optional.of(capacity.makeUps()) : Optional.empty()));
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
            Impairment.ANALYSIS, Optional.of("The analysis is on hold: " + none.userMessage()));
      }
      case AnalysisOutcome.Postponed postponed -> target = 0;
    }
    cadence.onAttempt(now(), kept.pendingWords());
  }

  private void warnOf(List<String> notes) {
    if (!notes.isEmpty()) {
      journal.log(
          LogLevel.WARN,
          "Unusable parts of the language model's answer for the analysis were ignored: "
              + String.join(", ", notes));
    }
  }

  /** Retries the same transcript window, and skips it after too many failures. */
  private void onFailure(long through, long words) {
    target = 0;
    immediate = true; // the final pass has a time limit
    if (kept.progress().failures() < MAX_FAILURES) {
      journal.log(
          LogLevel.WARN,
          "The language model's answer for the analysis was not completely usable; the request is"
              + " retried");
    } else {
      journal.log(
          LogLevel.WARN,
          "The language model gave no usable answer in %s attempts: the analysis skips %s words"
              .formatted(MAX_FAILURES, words));
      kept.advance(through, words);
    }
  }

  private void onEnded() {
    if (!answered) {
      // Counts as a failure, so that an unexpected exception does not repeat forever.
      kept.fail(target);
      onFailure(target, kept.pendingWords());
      cadence.onAttempt(now(), kept.pendingWords());
    }
  }

  private void giveUp(String sentence) {
    stage = Stage.IDLE;
    tasks.interruptAll();
    journal.log(LogLevel.WARN, sentence + "; it is retried when the manager restarts");
  }

  /** Returns the time of the monotonic clock. */
  private Instant now() {
    return services.waiting().instant();
  }

  /** Records the usage of an answered request. */
  private void used(TokenUsage tokens) {
    usage.used(1, tokens);
  }
}
