package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import java.util.List;

/** The tools of an agent's further servers, of those that answer. Thread-safe. */
public interface ToolBox extends AutoCloseable {
  /** Of an agent without further servers. */
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

  /** What can be used now, server by server; never waits. */
  List<ToolDescription> tools();

  /** Whether {@code toolName} is, or lately was, a tool of this box: a name never changes hands. */
  boolean owns(String toolName);

  /**
   * Calls a tool and waits for its answer, for as long as the operator allows. Whatever fails is an
   * outcome with a sentence.
   *
   * @param argumentsJson a JSON object, as a language model wrote it; blank for none
   * @throws InterruptedException when the calling thread is interrupted; the server is told
   */
  ToolOutcome call(String prefixedName, String argumentsJson) throws InterruptedException;

  /**
   * Ends all sessions, in the background; calls that wait end at once, and the listener hears
   * nothing more.
   */
  @Override
  void close();
}
