package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.agent.AgentRecorder;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.AnalysisProgress;
import ai.joinly.manager.domain.analysis.MeetingCounts;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.json.StoredAnalysisJson;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An agent's analysis and its way into the store. Owned by the worker's thread; any thread may read
 * the snapshot, which never shows findings that the store has not confirmed yet.
 */
final class AnalysisState {
  /** Counts that are not written down are counted again after a restart: so many at most. */
  private static final int MOST_UNSAVED = 200;

  private final AgentRecorder journal;
  private final Store store;
  // Written by the worker's thread, read by the store's thread as well.
  private volatile Analysis analysis;
  // The number of the newest findings that were handed to the store; set before they are.
  private volatile long announced;
  private CompletableFuture<Void> announcement = CompletableFuture.completedFuture(null);
  private final ReentrantLock publishing = new ReentrantLock();
  // Written under the lock.
  private volatile Analysis published;
  private int unsaved;

  AnalysisState(AgentRecorder journal, Store store) {
    this.journal = journal;
    this.store = store;
    this.analysis = Analysis.none(journal.agent().createdAt());
    this.published = analysis;
  }

  /** Returns the analysis as clients may see it; for any thread. */
  Analysis snapshot() {
    return published;
  }

  /** Returns the analysis with everything that is not stored yet; for the worker's thread. */
  Analysis current() {
    return analysis;
  }

  /** Brings back what a former process left; before the worker's thread starts. */
  void restore() {
    analysis = AnalysisRecovery.of(journal.agent(), store);
    publish();
  }

  /** Counted words that the language model has not seen yet. */
  long pendingWords() {
    return analysis.pendingWords();
  }

  /** The number of the newest event that is counted. */
  long counted() {
    return analysis.counts().through();
  }

  AnalysisProgress progress() {
    return analysis.progress();
  }

  /** Whether the agent ever was in its meeting. */
  boolean hasBegun() {
    return analysis.counts().startTime().isPresent();
  }

  /**
   * The agent is in its meeting.
   *
   * @param again whether it was there before, in the same stay
   */
  void joined(Instant joinedAt, boolean again) {
    MeetingCounts joined = analysis.counts().joined(joinedAt, again);
    if (!joined.equals(analysis.counts())) {
      change(analysis.with(joined, journal.now()));
      save();
    }
  }

  /** Counts what the journal has just written down. */
  void heard(List<Segment> segments, Instant joinedAt) {
    MeetingCounts counts = analysis.counts();
    long seq = journal.lastSeq() - segments.size();
    for (Segment segment : segments) {
      Instant spokenAt = AgentRecorder.spokenAt(segment, joinedAt);
      counts = counts.heard(segment, spokenAt, ++seq, Words.count(segment.text()));
    }
    change(analysis.with(counts, journal.now()));
    unsaved += segments.size();
    if (unsaved >= MOST_UNSAVED) {
      save();
    }
  }

  /** Takes in what a language model made of a stretch, and tells of it. */
  void update(AnalysisOutcome.Updated updated) {
    AnalysisProgress further =
        updated.whole()
            ? settled(progress().advanced(updated.through(), updated.words(), updated.lastItem()))
            : progress().failed(updated.through(), updated.lastItem());
    announce(analysis.with(updated.findings(), further, journal.now()));
  }

  /** Goes past a stretch that has nothing for the analysis. */
  void advance(long through, long words) {
    change(analysis.with(settled(progress().advanced(through, words, progress().lastItem()))));
    save();
  }

  /** An answer about what lies up to the event {@code through} could not be used. */
  void fail(long through) {
    change(analysis.with(progress().failed(through, progress().lastItem())));
  }

  /** The meeting goes on, or is about to. */
  void reopen() {
    change(analysis.with(progress().complete(false)));
  }

  /** All of the meeting, which is over, was analysed; this is told. */
  void complete() {
    announce(analysis.with(progress().complete(true)));
  }

  /** What was seen to the end was seen with all its words, whatever the store has forgotten. */
  private AnalysisProgress settled(AnalysisProgress progress) {
    return progress.through() < counted()
        ? progress
        : progress.advanced(
            progress.through(),
            analysis.counts().wordCount() - progress.words(),
            progress.lastItem());
  }

  /** Shows it at once, unless findings before it wait for the store. */
  private void change(Analysis next) {
    analysis = next;
    if (announcement.isDone()) {
      publish();
    }
  }

  /** Stores new findings with their event, and shows them once both are stored. */
  private void announce(Analysis next) {
    long number = announced + 1;
    announced = number;
    analysis = next;
    unsaved = 0;
    announcement =
        journal
            .analysis(
                StoredAnalysisJson.write(next),
                new EventData.AnalysisChanged(
                    next.lastUpdated(), next.counts().wordCount(), progress().complete()))
            .thenRun(() -> publishThrough(number));
  }

  private void publish() {
    publishThrough(announced);
  }

  /** Does nothing where newer findings wait for the store: their own confirmation shows all. */
  private void publishThrough(long number) {
    publishing.lock();
    try {
      Analysis newest = analysis;
      if (announced == number) {
        published = newest;
      }
    } finally {
      publishing.unlock();
    }
  }

  private void save() {
    store.write(saved());
  }

  /** Done once all that the agent has told up to now is in the store. */
  CompletableFuture<Void> settle() {
    return store.confirm(saved());
  }

  private Change saved() {
    unsaved = 0;
    return new Change.AnalysisSaved(journal.agent().id(), StoredAnalysisJson.write(analysis));
  }
}
