package ai.joinly.manager.meeting.joinly;

import java.time.Duration;

/**
 * Detects whether push notifications belong to this session. Another client of the same server can
 * take them over or misdirect them. Detection compares the results of polls with the announcements
 * of pushes. Times are nanoseconds of one ticker. Not thread-safe.
 */
public final class PushReliability {
  /** Reliability of the pushes. */
  public enum State {
    /** Pushes announced new segments: utterance ends are trusted, and polls are rare in silence. */
    PROVEN,
    /** No evidence so far. */
    UNPROVEN,
    /** Pushes repeatedly missed new segments or announced none: only polls are used. */
    REFUTED
  }

  /**
   * A push and a poll may cross: new segments found by a poll must be announced within this time.
   */
  private static final long CROSSING = Duration.ofSeconds(1).toNanos();

  private static final int EMPTY_PUSHES_TO_REFUTE = 4;
  private static final int ANNOUNCEMENTS_TO_PROVE_AGAIN = 3;

  private State state = State.UNPROVEN;
  private boolean suspect;
  private long suspectSince;
  private int emptyPushes;
  private int announcements;

  public State state() {
    return state;
  }

  /** Resets the state for a new transcript. */
  public void reset() {
    state = State.UNPROVEN;
    clear();
  }

  /** Records a stream gap: pushes were lost, which is no evidence about later ones. */
  public void gap() {
    if (state == State.PROVEN) {
      state = State.UNPROVEN;
    }
    clear();
  }

  /** Records a push whose subsequent read returned new segments. */
  public void announcedNews() {
    suspect = false;
    emptyPushes = 0;
    announcements++;
    if (state == State.UNPROVEN || announcements >= ANNOUNCEMENTS_TO_PROVE_AGAIN) {
      state = State.PROVEN;
    }
  }

  /** Records a correct push whose segments had already been read. */
  public void confirmed() {
    suspect = false;
    emptyPushes = 0;
  }

  /** Records a push without matching new segments. */
  public void emptyPush() {
    if (suspect) { // a late push for the segments that a poll just found
      announcedNews();
      return;
    }
    announcements = 0;
    emptyPushes++;
    if (emptyPushes >= EMPTY_PUSHES_TO_REFUTE) {
      refute();
    }
  }

  /** Records that a poll found unannounced segments while the stream was open. */
  public void unannouncedNews(long now) {
    announcements = 0;
    if (!suspect) {
      suspect = true;
      suspectSince = now;
    }
  }

  /** Refutes the pushes if a missing announcement is overdue. */
  public void check(long now) {
    if (suspect && now - suspectSince >= CROSSING) {
      refute();
    }
  }

  private void refute() {
    state = State.REFUTED;
    clear();
  }

  private void clear() {
    suspect = false;
    emptyPushes = 0;
    announcements = 0;
  }
}
