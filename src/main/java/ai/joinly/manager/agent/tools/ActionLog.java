package ai.joinly.manager.agent.tools;

import ai.joinly.manager.domain.meeting.ToolOutcome.Status;

/**
 * Where it is written down what a turn does in the meeting, before it does it: so that after a
 * sudden end it is known what people may have heard. Thread-safe.
 */
public interface ActionLog {
  /** Keeps nothing. */
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

  /** Returns the action's number once it is on the disk that it is about to happen. */
  long intend(String tool, String arguments) throws InterruptedException;

  /** As {@link #intend}, for what changes nothing in the meeting: does not wait. */
  long note(String tool, String arguments);

  /** Does not wait. */
  void ended(long action, Status status, String result);
}
