package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import java.util.List;

/** Tools of an agent's additional servers that can be used. Thread-safe. */
public interface ToolBox extends AutoCloseable {
  /** Tool box of an agent without additional servers. */
  ToolBox EMPTY =
      new ToolBox() {
        @Override
        public List<ToolDescription> tools() {
          return List.of();
        }

        @Override
        public boolean owns(String toolName) {
          return false;
        }

        @Override
        public ToolOutcome call(String prefixedName, String argumentsJson) {
          return ToolOutcome.failed("There is no tool named " + prefixedName + ".");
        }

        @Override
        public void close() {}
      };

  /** Returns the tools that can be used now, grouped by server. Never waits. */
  List<ToolDescription> tools();

  /**
   * Returns whether {@code toolName} is, or recently was, a tool of this box. A name is never given
   * to another tool.
   */
  boolean owns(String toolName);

  /**
   * Calls a tool and waits for its result, within the operator's time limit. Every failure is
   * returned as an outcome with a message.
   *
   * @param argumentsJson a JSON object, as written by a language model; blank for none
   * @throws InterruptedException if the calling thread is interrupted; the server is notified
   */
  ToolOutcome call(String prefixedName, String argumentsJson) throws InterruptedException;

  /**
   * Ends all sessions in the background. Waiting calls end immediately, and the listener is not
   * called any more.
   */
  @Override
  void close();
}
