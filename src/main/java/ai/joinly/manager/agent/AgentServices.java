package ai.joinly.manager.agent;

import ai.joinly.manager.agent.room.MeetingRooms;
import ai.joinly.manager.agent.turn.TurnObserver;
import ai.joinly.manager.agenttools.ToolServers;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.llm.LlmClientFactory;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Services shared by all agents.
 *
 * @param meetings server through which meetings are joined
 * @param llms factory of language model clients
 * @param store storage of agents and events
 * @param turns is notified of every ended turn
 * @param tools source of the tools of further MCP servers
 * @param rooms the agents that share a meeting
 * @param states logs failures and recoveries to the process log
 * @param clock time of day, which can jump; for displayed and stored times, not for deadlines
 * @param nanoTime monotonic clock for deadlines, as {@link System#nanoTime}
 */
public record AgentServices(
    MeetingServer meetings,
    LlmClientFactory llms,
    Store store,
    Settings settings,
    Clock clock,
    TurnObserver turns,
    ToolServers tools,
    MeetingRooms rooms,
    StateLog states,
    LongSupplier nanoTime) {
  public AgentServices(
      MeetingServer meetings,
      LlmClientFactory llms,
      Store store,
      Settings settings,
      Clock clock,
      TurnObserver turns,
      ToolServers tools,
      StateLog states) {
    this(
        meetings,
        llms,
        store,
        settings,
        clock,
        turns,
        tools,
        new MeetingRooms(System::nanoTime),
        states,
        System::nanoTime);
  }

  /** Creates services with a separate state log. */
  public AgentServices(
      MeetingServer meetings,
      LlmClientFactory llms,
      Store store,
      Settings settings,
      Clock clock,
      TurnObserver turns,
      ToolServers tools) {
    this(meetings, llms, store, settings, clock, turns, tools, new StateLog(System::nanoTime));
  }

  /** Creates services without an observer of turns, with a monotonic clock; for tests. */
  public AgentServices(
      MeetingServer meetings,
      LlmClientFactory llms,
      Store store,
      Settings settings,
      Clock clock,
      LongSupplier nanoTime) {
    this(
        meetings,
        llms,
        store,
        settings,
        clock,
        TurnObserver.NONE,
        ToolServers.NONE,
        new MeetingRooms(nanoTime),
        new StateLog(nanoTime),
        nanoTime);
  }

  /** Creates services without an observer of turns and without further tools; for tests. */
  public AgentServices(
      MeetingServer meetings, LlmClientFactory llms, Store store, Settings settings, Clock clock) {
    this(meetings, llms, store, settings, clock, TurnObserver.NONE, ToolServers.NONE);
  }

  /**
   * Returns the monotonic clock for deadlines and pauses, which is independent of changes of the
   * time of day. Its instants have no calendar meaning; only differences are meaningful.
   */
  public InstantSource waiting() {
    return () -> Instant.EPOCH.plusNanos(nanoTime.getAsLong());
  }

  /**
   * Checks that the store can write, before an operation is started.
   *
   * @throws AgentRefusedException if the store fails
   */
  void requireStore() throws AgentRefusedException {
    Optional<String> trouble = store.trouble();
    if (trouble.isPresent()) {
      throw new AgentRefusedException(AgentRefusedException.Reason.STORE_FAILED, trouble.get());
    }
  }
}
