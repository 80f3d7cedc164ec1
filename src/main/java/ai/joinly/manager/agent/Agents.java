package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.Speech;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.json.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The fleet, as the API sees it. Thread-safe; its methods may block the calling virtual thread. */
public interface Agents {
  /** An agent and the newest lines of its log, newest last. */
  record AgentView(Agent agent, List<LogEntry> logs) {
    public AgentView {
      logs = logs instanceof LogLines ? logs : List.copyOf(logs);
    }

    /** Returns what in the configuration is legal but may not work as it was meant. */
    public List<String> warnings() {
      return ConfigWarnings.of(agent.config());
    }
  }

  /**
   * Makes an agent, and starts it when its configuration says {@code auto_join}.
   *
   * @throws AgentRefusedException when there is no room; nothing was created then
   * @throws ai.joinly.manager.domain.InvalidFieldsException when the configuration asks for what
   *     cannot be had; nothing was created then
   */
  AgentView create(AgentConfig config) throws AgentRefusedException;

  /** All agents, oldest first, each with the newest {@code logLines} lines of its log. */
  List<AgentView> list(int logLines);

  /** One agent with the newest {@code logLines} lines of its log. */
  Optional<AgentView> find(AgentId id, int logLines);

  /** The analysis that an agent keeps of its meeting; empty when it keeps none. */
  Optional<Analysis> analysis(AgentId id);

  /**
   * Starts an agent and returns once it is on its way.
   *
   * @return false when it was starting or running already, which changes nothing
   */
  boolean start(AgentId id) throws AgentRefusedException, InterruptedException;

  /**
   * Stops an agent and returns once it has left its meeting, or after the time-out for leaving.
   *
   * @return false when it was not running, which changes nothing
   */
  boolean stop(AgentId id) throws AgentRefusedException, InterruptedException;

  /** Lets a running agent join its meeting and returns once it is on its way. */
  void join(AgentId id) throws AgentRefusedException, InterruptedException;

  /**
   * Lets an agent say something in its meeting.
   *
   * @return what came of it; empty when it goes on after {@code limit}
   * @throws AgentRefusedException when it is in no meeting, or the meeting server did not do it; so
   *     do the following
   */
  Optional<Speech> say(AgentId id, String text, Duration limit)
      throws AgentRefusedException, InterruptedException;

  /**
   * Lets an agent write in its meeting's chat.
   *
   * @return whether all of it is written; false when that goes on after {@code limit}
   */
  boolean write(AgentId id, String text, Duration limit)
      throws AgentRefusedException, InterruptedException;

  /** Silences an agent in its meeting, or lets it be heard again. */
  void mute(AgentId id, boolean muted) throws AgentRefusedException, InterruptedException;

  /** Tells an agent something in private, for its next turns. */
  void instruct(AgentId id, String text) throws AgentRefusedException, InterruptedException;

  /** Who is in an agent's meeting. */
  List<Participant> participants(AgentId id) throws AgentRefusedException, InterruptedException;

  /** What an agent has used, over all its sessions. */
  AgentUsage usage(AgentId id) throws AgentRefusedException, InterruptedException;

  /** What all agents together have used, as far as it is known without asking anybody. */
  AgentUsage usage();

  /** Removes an agent, which leaves its meeting first, for at most the time-out for leaving. */
  void delete(AgentId id) throws AgentRefusedException, InterruptedException;
}
