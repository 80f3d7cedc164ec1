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
 * Analysis of one agent and its stored form. Owned by the agent's thread. Any thread may read the
 * snapshot, which only shows findings that the store has confirmed.
 */
final class AnalysisState {
  /**
   * Number of unsaved segments before the counts are saved. Unsaved segments are counted again
   * after a restart.
   */
  private static final int MAX_UNSAVED = 200;

  private final AgentRecorder journal;
  private final Store store;
  // Written by the agent's thread, also read by the store's thread.
  private volatile Analysis analysis;
  // Number of the newest findings passed to the store; set before they are passed.
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

  /** Returns the analysis that clients may see; for any thread. */
  Analysis snapshot() {
    return published;
  }

  /** Returns the analysis including changes that are not stored; for the agent's thread. */
  Analysis current() {
    return analysis;
  }

  /** Restores the analysis of a previous process; called before the agent's thread starts. */
  void restore() {
    analysis = AnalysisRecovery.of(journal.agent(), store);
    publish();
  }

  /** Returns the number of counted words that the language model has not received. */
  long pendingWords() {
    return analysis.pendingWords();
  }

  /** Returns the number of the newest counted event. */
  long counted() {
    return analysis.counts().through();
  }

  AnalysisProgress progress() {
    return analysis.progress();
  }

  /** Returns whether the agent has ever been in its meeting. */
  boolean hasBegun() {
    return analysis.counts().startTime().isPresent();
  }

  /**
   * Records that the agent has joined its meeting.
   *
   * @param again whether the agent was in the meeting before, in the same stay
   */
  void joined(Instant joinedAt, boolean again) {
    MeetingCounts joined = analysis.counts().joined(joinedAt, again);
    if (!joined.equals(analysis.counts())) {
      change(analysis.with(joined, journal.now()));
      save();
    }
  }

  /** Counts segments that the recorder has just stored. */
  void heard(List<Segment> segments, Instant joinedAt) {
    MeetingCounts counts = analysis.counts();
    long seq = journal.lastSeq() - segments.size();
    for (Segment segment : segments) {
      Instant spokenAt = AgentRecorder.spokenAt(segment, joinedAt);
      counts = counts.heard(segment, spokenAt, ++seq, Words.count(segment.text()));
    }
    change(analysis.with(counts, journal.now()));
    unsaved += segments.size();
    if (unsaved >= MAX_UNSAVED) {
      save();
    }
  }

  /** Stores the result of an update and publishes its event. */
  void update(AnalysisOutcome.Updated updated) {
    AnalysisProgress further =
        updated.whole()
            ? settled(progress().advanced(updated.through(), updated.words(), updated.lastItem()))
            : progress().failed(updated.through(), updated.lastItem());
    announce(analysis.with(updated.findings(), further, journal.now()));
  }

  /** Moves past a transcript window that is skipped or has no content for the analysis. */
  void advance(long through, long words) {
    change(analysis.with(settled(progress().advanced(through, words, progress().lastItem()))));
    save();
  }

  /** Records an unusable answer about the window up to the event {@code through}. */
  void fail(long through) {
    change(analysis.with(progress().failed(through, progress().lastItem())));
  }

  /** Marks the analysis as incomplete, since the meeting starts or continues. */
  void reopen() {
    change(analysis.with(progress().complete(false)));
  }

  /** Marks the analysis of the ended meeting as complete and publishes the event. */
  void complete() {
    announce(analysis.with(progress().complete(true)));
  }

  /**
   * Sets the number of analysed words to all counted words if the last counted event is analysed;
   * the store may have lost some of the events.
   */
  private AnalysisProgress settled(AnalysisProgress progress) {
    return progress.through() < counted()
        ? progress
        : progress.advanced(
            progress.through(),
            analysis.counts().wordCount() - progress.words(),
            progress.lastItem());
  }

  /** Publishes the change immediately, unless earlier findings wait for the store. */
  private void change(Analysis next) {
    analysis = next;
    if (announcement.isDone()) {
      publish();
    }
  }

  /** Stores new findings with their event, and publishes them once both are stored. */
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

  /**
   * Publishes the newest analysis, unless newer findings wait for the store; their confirmation
   * publishes everything.
   */
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

  /** Returns a future that completes once all previous writes of the agent are stored. */
  CompletableFuture<Void> settle() {
    return store.confirm(saved());
  }

  private Change saved() {
    unsaved = 0;
    return new Change.AnalysisSaved(journal.agent().id(), StoredAnalysisJson.write(analysis));
  }
}
