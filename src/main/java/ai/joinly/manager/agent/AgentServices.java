package ai.joinly.manager.agent;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.llm.LlmClientFactory;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.tool.ToolServers;
import java.time.Clock;
import java.util.Optional;

/**
 * What every agent works with.
 *
 * @param meetings where meetings are joined
 * @param llms where language models come from
 * @param store where what happens is kept
 * @param turns hears of every turn that ended
 * @param tools where the tools of further servers come from
 */
public record AgentServices(
    MeetingServer meetings,
    LlmClientFactory llms,
    Store store,
    Settings settings,
    Clock clock,
    TurnObserver turns,
    ToolServers tools) {
  /** Without anybody who hears of turns, and without further tools. */
  public AgentServices(
      MeetingServer meetings, LlmClientFactory llms, Store store, Settings settings, Clock clock) {
    this(meetings, llms, store, settings, clock, TurnObserver.NONE, ToolServers.NONE);
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
