package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.meeting.MeetingListener;

/**
 * Turns single failures into one report of trouble and one of recovery; what a silent stream lets
 * suppose is replaced once a reading knows the reason. For the session's own thread.
 */
public final class SessionHealth {
  private final MeetingListener listener;
  private boolean readsFail;
  private boolean streamFails;
  private boolean reported;

  /** Whether the reason that was reported is known from a reading. */
  private boolean reasonKnown;

  public SessionHealth(MeetingListener listener) {
    this.listener = listener;
  }

  /** The event stream fell silent or cannot be opened. */
  public void streamFailed(String sentence) {
    report(sentence);
    streamFails = true;
  }

  public void streamOpened() {
    streamFails = false;
    recover();
  }

  public void readFailed(String sentence) {
    if (reported && !reasonKnown) {
      listener.onTrouble(sentence);
    }
    report(sentence);
    readsFail = true;
    reasonKnown = true;
  }

  /** The server answered a request: it is well, whatever its stream does. */
  public void answered() {
    readsFail = false;
    streamFails = false;
    recover();
  }

  private void report(String sentence) {
    if (!reported) {
      reported = true;
      listener.onTrouble(sentence);
    }
  }

  private void recover() {
    if (reported && !readsFail && !streamFails) {
      reported = false;
      reasonKnown = false;
      listener.onRecovered();
    }
  }
}
