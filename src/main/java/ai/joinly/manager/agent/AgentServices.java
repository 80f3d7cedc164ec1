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
 * What every agent works with.
 *
 * @param meetings where meetings are joined
 * @param llms where language models come from
 * @param store where what happens is kept
 * @param turns hears of every turn that ended
 * @param tools where the tools of further servers come from
 * @param rooms which agents share a meeting
 * @param states writes to the process log what fails and works again
 * @param clock the time of day, which can jump; for what is shown and stored, not for waiting
 * @param nanoTime a clock for waiting, as {@link System#nanoTime}
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

  /** Without anybody who reads the process log. */
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

  /** Without anybody who hears of turns, and with a clock for waiting. */
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

  /** Without anybody who hears of turns, and without further tools. */
  public AgentServices(
      MeetingServer meetings, LlmClientFactory llms, Store store, Settings settings, Clock clock) {
    this(meetings, llms, store, settings, clock, TurnObserver.NONE, ToolServers.NONE);
  }

  /**
   * The clock for deadlines and pauses: it goes on evenly when the time of day is set. Its moments
   * have no date; only the time between two of them means something.
   */
  public InstantSource waiting() {
    return () -> Instant.EPOCH.plusNanos(nanoTime.getAsLong());
  }

  /**
   * To be asked before something new is begun.
   *
   * @throws AgentRefusedException when it could not be kept
   */
  void requireStore() throws AgentRefusedException {
    Optional<String> trouble = store.trouble();
    if (trouble.isPresent()) {
      throw new AgentRefusedException(AgentRefusedException.Reason.STORE_FAILED, trouble.get());
    }
  }
}
