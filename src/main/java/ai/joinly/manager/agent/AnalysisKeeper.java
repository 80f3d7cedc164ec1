package ai.joinly.manager.agent;

import ai.joinly.manager.agent.Journal.Hindrance;
import ai.joinly.manager.agent.analysis.AnalysisOutcome;
import ai.joinly.manager.agent.analysis.AnalysisUpdate;
import ai.joinly.manager.agent.analysis.Cadence;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.model.Analysis;
import ai.joinly.manager.model.AnalysisProgress;
import ai.joinly.manager.model.InvalidFieldsException;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.Segment;
import ai.joinly.manager.model.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps an agent's analysis: counts what is said, has a language model update the rest now and
 * then, one update at a time, and once more when the meeting is over. Owned by the worker's thread;
 * the model is waited for on child threads.
 */
final class AnalysisKeeper {
  /** What is left when the meeting is over is analysed within this time. */
  private static final Duration FINAL_LIMIT = Duration.ofMinutes(2);

  /** For meetings of a former process, of which there may be many. */
  private static final Duration MAKE_UP_LIMIT = Duration.ofHours(1);

  /** Answers about one stretch that cannot be used, before it is left out. */
  private static final int MOST_FAILURES = 3;

  /** When something is due that need not wait. */
  private static final Optional<Instant> LONG_AGO = Optional.of(Instant.EPOCH);

  private final Journal journal;
  private final AgentServices services;
  private final Mailbox mailbox;
  private final Children children;
  private final Capacity capacity;
  private final Cadence cadence;
  private final KeptAnalysis kept;
  private final AnalysisUsage usage = new AnalysisUsage();

  private Stage stage = Stage.IDLE;
  private Optional<LlmClient> llm = Optional.empty();
  // When the final pass is given up.
  private Instant finalEnd = Instant.MAX;
  // The final pass need not wait for its next attempt.
  private boolean atOnce;
  private boolean makesUp;
  private boolean newStay;
  private Optional<Children.Child> running = Optional.empty();
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

  /**
   * @param children for the analysis alone: nobody waits for their end
   */
  AnalysisKeeper(
      Journal journal,
      AgentServices services,
      Mailbox mailbox,
      Children children,
      Capacity capacity) {
    this.journal = journal;
    this.services = services;
    this.mailbox = mailbox;
    this.children = children;
    this.capacity = capacity;
    this.cadence = new Cadence(services.analysis());
    this.kept = new KeptAnalysis(journal, services.store());
  }

  /** The analysis as it is now; for anybody. */
  Analysis snapshot() {
    return kept.snapshot();
  }

  /** Brings back what a former process left; before the worker's thread starts. */
  void restore() {
    kept.restore();
  }

  /** The agent starts: what is said from now on belongs to a new stay in the meeting. */
  void begin(LlmClient model) {
    newStay = true;
    resume(model);
  }

  /** The agent goes on where a former process ended. */
  void resume(LlmClient model) {
    llm = Optional.of(model);
    stage = Stage.LIVE;
    makesUp = false;
    journal.hindered(Hindrance.ANALYSIS, Optional.empty());
    kept.reopen();
    cadence.begin(journal.now(), kept.pendingWords());
  }

  void onJoined(Instant joinedAt) {
    kept.joined(joinedAt, !newStay);
    newStay = false;
  }

  /** Counts what the journal has just written down. */
  void onSegments(List<Segment> segments, Instant joinedAt) {
    kept.heard(segments, joinedAt);
    cadence.onWords(journal.now(), kept.pendingWords());
  }

  /** No word will come any more. */
  void onMeetingOver() {
    finish(FINAL_LIMIT);
  }

  /** Finishes what a former process could not, for an agent that is not active. */
  void makeUp() {
    if (!kept.progress().complete()) {
      makesUp = true;
      finish(MAKE_UP_LIMIT);
    }
  }

  private void finish(Duration limit) {
    if (stage == Stage.CLOSED) {
      return;
    }
    stage = kept.hasBegun() ? Stage.FINAL : Stage.IDLE;
    finalEnd = journal.now().plus(limit);
    atOnce = true;
    if (stage == Stage.FINAL && kept.pendingWords() > 0 && llm.isEmpty()) {
      try {
        llm = Optional.of(services.llms().clientFor(journal.agent().config()));
      } catch (InvalidFieldsException e) {
        giveUp("The analysis of the meeting could not be completed: " + e.getMessage());
      }
    }
  }

  /** Ends all that is under way, for good. */
  void close() {
    stage = Stage.CLOSED;
    children.interruptAll();
  }

  /** When {@link #onTime} wants to be called next. */
  Optional<Instant> nextDeadline() {
    return switch (stage) {
      case IDLE, CLOSED -> Optional.empty();
      case LIVE -> running.isPresent() ? Optional.empty() : due();
      case FINAL ->
          Optional.of(
              due().filter(at -> running.isEmpty() && at.isBefore(finalEnd)).orElse(finalEnd));
    };
  }

  /** When the next update is to begin. */
  private Optional<Instant> due() {
    boolean goesOn = kept.progress().through() < target && kept.pendingWords() > 0;
    return switch (stage) {
      case IDLE, CLOSED -> Optional.empty();
      case LIVE -> goesOn ? LONG_AGO : cadence.dueAt(kept.pendingWords());
      case FINAL -> goesOn || atOnce ? LONG_AGO : Optional.of(cadence.soon());
    };
  }

  /** Begins an update when it is time for one. */
  void onTime() {
    Instant now = journal.now();
    if (stage == Stage.FINAL && !now.isBefore(finalEnd)) {
      giveUp("The analysis of the meeting could not be completed in time");
    }
    if (running.isPresent()) {
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
    answered = false;
    AnalysisProgress progress = kept.progress();
    target = kept.counted();
    // What failed before is tried again as it was: it is known then what to leave out.
    long upTo = progress.failures() > 0 ? progress.failedThrough() : target;
    AnalysisUpdate update =
        new AnalysisUpdate(
            journal.agent().id(),
            journal.agent().config(),
            llm.orElseThrow(),
            services.store(),
            kept.snapshot(),
            upTo,
            kept.settle(),
            makesUp ? Optional.of(capacity.makeUps()) : Optional.empty());
    running =
        Optional.of(
            children.spawn(
                "analysis", () -> mailbox.put(new Message.AnalysisAnswered(update.run()))));
  }

  void onAnswer(AnalysisOutcome outcome) {
    answered = true;
    switch (outcome) {
      case AnalysisOutcome.Updated updated -> {
        used(updated.usage());
        journal.hindered(Hindrance.ANALYSIS, Optional.empty());
        warnOf(updated.notes());
        kept.update(updated);
      }
      case AnalysisOutcome.Silence silence -> kept.advance(silence.through(), 0);
      case AnalysisOutcome.Unusable unusable -> {
        used(unusable.usage());
        journal.hindered(Hindrance.ANALYSIS, Optional.empty());
        onUnusable(unusable.through(), unusable.words());
      }
      case AnalysisOutcome.NoAnswer none -> {
        target = 0;
        journal.hindered(Hindrance.ANALYSIS, Optional.of("The analysis waits: " + none.sentence()));
      }
      case AnalysisOutcome.Postponed postponed -> target = 0;
    }
    cadence.onAttempt(journal.now(), kept.pendingWords());
  }

  private void warnOf(List<String> notes) {
    if (!notes.isEmpty()) {
      journal.log(
          LogLevel.WARN,
          "The analysis leaves out what it cannot use of the language model's answer: "
              + String.join(", ", notes));
    }
  }

  private void onUnusable(long through, long words) {
    target = 0;
    atOnce = true; // in the final pass, which has no time to lose
    kept.fail(through);
    if (kept.progress().failures() < MOST_FAILURES) {
      journal.log(
          LogLevel.WARN,
          "The language model's answer for the analysis could not be used; it is asked again");
    } else {
      journal.log(
          LogLevel.WARN,
          "The language model gave no usable answer in %d attempts: the analysis leaves out %d"
                  .formatted(MOST_FAILURES, words)
              + " words");
      kept.advance(through, words);
    }
  }

  /** The last message of an update. */
  void onEnded(Children.Child child) {
    children.ended(child);
    if (running.equals(Optional.of(child))) {
      running = Optional.empty();
      if (!answered) {
        // A defect, which the process's log tells; what brings it about must not do so for ever.
        onUnusable(target, kept.pendingWords());
        cadence.onAttempt(journal.now(), kept.pendingWords());
      }
    }
  }

  private void giveUp(String sentence) {
    stage = Stage.IDLE;
    children.interruptAll();
    journal.log(LogLevel.WARN, sentence + "; this is tried again when the manager starts anew");
  }

  /** One request was answered, whatever the answer was good for. */
  private void used(TokenUsage tokens) {
    usage.used(tokens);
  }
}
