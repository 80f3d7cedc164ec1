package ai.joinly.manager.agent.tools;

import ai.joinly.manager.domain.meeting.ToolOutcome.Status;

/**
 * Write-ahead log of a turn's actions in the meeting. After a crash it shows which speech and
 * messages may have reached the participants. Thread-safe.
 */
public interface ActionLog {
  /** Log that stores nothing. */
  ActionLog NONE =
      new ActionLog() {
        @Override
        public long intend(String tool, String arguments) {
          return 0;
        }

        @Override
        public long note(String tool, String arguments) {
          return 0;
        }

        @Override
        public void ended(long action, Status status, String result) {}
      };

  /**
   * Records that an action is about to start and waits until the record is on disk; returns its
   * number.
   */
  long intend(String tool, String arguments) throws InterruptedException;

  /**
   * Records an action that changes nothing in the meeting, like {@link #intend} but without
   * waiting.
   */
  long note(String tool, String arguments);

  /** Records the result of an action. Does not wait. */
  void ended(long action, Status status, String result);
}
