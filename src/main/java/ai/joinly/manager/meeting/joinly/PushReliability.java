package ai.joinly.manager.meeting.joinly;

import java.time.Duration;

/**
 * Judges whether the notifications of a session are its own. Another client of the same server can
 * take them away or misdirect them; what polls find, and what pushes announce, tells. Times are
 * nanoseconds of one ticker. For one thread.
 */
public final class PushReliability {
  /** What the pushes are worth. */
  public enum State {
    /** They announced news: an utterance's end is believed, and polls are rare in silence. */
    PROVEN,
    /** Nothing speaks for them yet, nothing against them. */
    UNPROVEN,
    /** They missed news or announced none, repeatedly: only polls count. */
    REFUTED
  }

  /** A push and a poll may cross; news found by the poll must be announced within this. */
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

  /** A transcript begins. */
  public void reset() {
    state = State.UNPROVEN;
    clear();
  }

  /** There was no stream for a while: pushes were lost, which says nothing about the next. */
  public void gap() {
    if (state == State.PROVEN) {
      state = State.UNPROVEN;
    }
    clear();
  }

  /** A push came and the reading after it had news. */
  public void announcedNews() {
    suspect = false;
    emptyPushes = 0;
    announcements++;
    if (state == State.UNPROVEN || announcements >= ANNOUNCEMENTS_TO_PROVE_AGAIN) {
      state = State.PROVEN;
    }
  }

  /** A push came whose news had been read already: right, and no more than that. */
  public void confirmed() {
    suspect = false;
    emptyPushes = 0;
  }

  /** A push came, and there was nothing it can have meant. */
  public void emptyPush() {
    if (suspect) { // it is late, and means what a poll found just before
      announcedNews();
      return;
    }
    announcements = 0;
    emptyPushes++;
    if (emptyPushes >= EMPTY_PUSHES_TO_REFUTE) {
      refute();
    }
  }

  /** A poll found news that no push had announced, though the stream was open. */
  public void unannouncedNews(long now) {
    announcements = 0;
    if (!suspect) {
      suspect = true;
      suspectSince = now;
    }
  }

  /** Lets time pass. */
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
