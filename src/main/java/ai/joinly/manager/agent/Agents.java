package ai.joinly.manager.agent;

import ai.joinly.manager.model.Agent;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.Analysis;
import ai.joinly.manager.model.LogEntry;
import java.util.List;
import java.util.Optional;

/** The fleet, as the API sees it. Thread-safe; its methods may block the calling virtual thread. */
public interface Agents {
  /** An agent and the newest lines of its log, newest last. */
  record AgentView(Agent agent, List<LogEntry> logs) {
    public AgentView {
      logs = List.copyOf(logs);
    }
  }

  /**
   * Makes an agent, and starts it when its configuration says {@code auto_join}.
   *
   * @throws AgentRefusedException when there is no room; nothing was created then
   * @throws ai.joinly.manager.model.InvalidFieldsException when the configuration asks for what
   *     cannot be had; nothing was created then
   */
  AgentView create(AgentConfig config) throws AgentRefusedException;

  /** All agents, oldest first, each with the newest {@code logLines} lines of its log. */
  List<AgentView> list(int logLines);

  /** One agent with the newest {@code logLines} lines of its log. */
  Optional<AgentView> find(AgentId id, int logLines);

  /** The analysis that an agent keeps of its meeting; empty when it keeps none. */
  Optional<Analysis> analysis(AgentId id);

  /** Starts an agent and returns once it is on its way; a running one is left as it is. */
  void start(AgentId id) throws AgentRefusedException, InterruptedException;

  /** Stops an agent and returns once it has left its meeting, or after the time-out for leaving. */
  void stop(AgentId id) throws AgentRefusedException, InterruptedException;

  /** Lets a running agent join its meeting and returns once it is on its way. */
  void join(AgentId id) throws AgentRefusedException, InterruptedException;

  /** Removes an agent, which leaves its meeting first, for at most the time-out for leaving. */
  void delete(AgentId id) throws AgentRefusedException, InterruptedException;
}
