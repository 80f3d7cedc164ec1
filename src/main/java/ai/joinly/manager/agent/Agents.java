package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.Speech;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.json.ConfigPatch;
import ai.joinly.manager.json.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All agents, as used by the API. Thread-safe; methods may block the calling virtual thread. */
public interface Agents {
  /** Snapshot of an agent and the newest lines of its log, newest last. */
  record AgentView(Agent agent, List<LogEntry> logs) {
    public AgentView {
      logs = logs instanceof LogLines ? logs : List.copyOf(logs);
    }

    /** Returns warnings about legal settings that may not have the intended effect. */
    public List<String> warnings() {
      return ConfigWarnings.of(agent.config());
    }
  }

  /**
   * The answer to a request for an agent.
   *
   * @param isNew whether this request created it, not an earlier one with the same key
   */
  record Creation(AgentView view, boolean isNew) {}

  /**
   * A part of the list of agents.
   *
   * @param next position of the rest of the list; empty at its end
   */
  record AgentPage(List<AgentView> agents, Optional<AgentCursor> next) {
    public AgentPage {
      agents = List.copyOf(agents);
    }
  }

  /**
   * Creates an agent, and starts it if its configuration sets {@code auto_join}.
   *
   * @throws AgentRefusedException if a limit is reached or the store fails; no agent is created
   *     then
   * @throws ai.joinly.manager.domain.InvalidFieldsException if the configuration requires something
   *     that is unavailable; no agent is created then
   */
  AgentView create(AgentConfig config) throws AgentRefusedException;

  /**
   * Creates an agent as {@link #create(AgentConfig)} does, unless an earlier request with the same
   * key did.
   *
   * @throws AgentRefusedException when the key came with another body, or its agent is deleted
   */
  Creation create(AgentConfig config, IdempotencyKey key) throws AgentRefusedException;

  /**
   * Changes fields of an agent's configuration and returns once that is stored.
   *
   * @throws AgentRefusedException when a field cannot change now
   * @throws ai.joinly.manager.domain.InvalidFieldsException when the configuration would be invalid
   */
  AgentView change(AgentId id, ConfigPatch patch)
      throws AgentRefusedException, InterruptedException;

  /** Returns the agents that fit, oldest first. */
  AgentPage list(AgentQuery query);

  /** Returns all agents, oldest first, each with the newest {@code logLines} lines of its log. */
  List<AgentView> list(int logLines);

  /** Returns an agent with the newest {@code logLines} lines of its log. */
  Optional<AgentView> find(AgentId id, int logLines);

  /** Returns the analysis of an agent; empty if it keeps none. */
  Optional<Analysis> analysis(AgentId id);

  /**
   * Starts an agent and returns once it is starting.
   *
   * @return false if it was already starting or running; nothing changes then
   */
  boolean start(AgentId id) throws AgentRefusedException, InterruptedException;

  /**
   * Stops an agent and returns once it has left its meeting, or after the timeout for leaving.
   *
   * @return false if it was not running; nothing changes then
   */
  boolean stop(AgentId id) throws AgentRefusedException, InterruptedException;

  /** Makes a running agent join its meeting and returns once it is joining. */
  void join(AgentId id) throws AgentRefusedException, InterruptedException;

  /**
   * Makes an agent say something in its meeting.
   *
   * @return the result; empty if the speech continues after {@code limit}
   * @throws AgentRefusedException if the agent is in no meeting, or the meeting server failed; the
   *     same holds for the following methods
   */
  Optional<Speech> say(AgentId id, String text, Duration limit)
      throws AgentRefusedException, InterruptedException;

  /**
   * Makes an agent write in its meeting's chat.
   *
   * @return whether all of it is written; false if writing continues after {@code limit}
   */
  boolean write(AgentId id, String text, Duration limit)
      throws AgentRefusedException, InterruptedException;

  /** Mutes or unmutes an agent in its meeting. */
  void mute(AgentId id, boolean muted) throws AgentRefusedException, InterruptedException;

  /** Gives an agent a private instruction for its next turns. */
  void instruct(AgentId id, String text) throws AgentRefusedException, InterruptedException;

  /** Returns the participants of an agent's meeting. */
  List<Participant> participants(AgentId id) throws AgentRefusedException, InterruptedException;

  /** Returns the usage of an agent over all its sessions. */
  AgentUsage usage(AgentId id) throws AgentRefusedException, InterruptedException;

  /** Returns the usage of all agents together, as far as it is known without network requests. */
  AgentUsage usage();

  /** Deletes an agent. It first leaves its meeting, for at most the timeout for leaving. */
  void delete(AgentId id) throws AgentRefusedException, InterruptedException;
}
