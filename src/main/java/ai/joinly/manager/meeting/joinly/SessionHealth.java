package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.meeting.MeetingListener;

/**
 * Combines single failures into one report of trouble and one of recovery. The reason assumed for a
 * silent stream is replaced once a read provides the actual one. For the session's own thread.
 */
public final class SessionHealth {
  private final MeetingListener listener;
  private boolean readsFail;
  private boolean streamFails;
  private boolean reported;

  /** Whether the reported reason comes from a read. */
  private boolean reasonKnown;

  public SessionHealth(MeetingListener listener) {
    this.listener = listener;
  }

  /** Records that the event stream became silent or cannot be opened. */
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

  /** Records a response: the server works, independent of its stream. */
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
