package ai.joinly.manager.agent;

import ai.joinly.manager.config.AnalysisSettings;
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
 * @param analysis when analyses are brought up to date
 */
public record AgentServices(
    MeetingServer meetings,
    LlmClientFactory llms,
    Store store,
    Settings.Agents settings,
    Settings.Joinly joinly,
    Settings.Resume resume,
    Clock clock,
    TurnObserver turns,
    AnalysisSettings analysis) {
  /** Without anybody who hears of turns, and with analyses at their usual pace. */
  public AgentServices(
      MeetingServer meetings,
      LlmClientFactory llms,
      Store store,
      Settings.Agents settings,
      Settings.Joinly joinly,
      Settings.Resume resume,
      Clock clock) {
    this(
        meetings,
        llms,
        store,
        settings,
        joinly,
        resume,
        clock,
        TurnObserver.NONE,
        Settings.defaults().analysis());
  }
}
