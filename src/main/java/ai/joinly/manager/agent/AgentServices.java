package ai.joinly.manager.agent;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.llm.LlmClientFactory;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.store.Store;
import java.time.Clock;

/**
 * What every agent works with.
 *
 * @param meetings where meetings are joined
 * @param llms where language models come from
 * @param store where what happens is kept
 * @param turns hears of every turn that ended
 */
public record AgentServices(
    MeetingServer meetings,
    LlmClientFactory llms,
    Store store,
    Settings settings,
    Clock clock,
    TurnObserver turns) {
  /** Without anybody who hears of turns. */
  public AgentServices(
      MeetingServer meetings, LlmClientFactory llms, Store store, Settings settings, Clock clock) {
    this(meetings, llms, store, settings, clock, TurnObserver.NONE);
  }
}
