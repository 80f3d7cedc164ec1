package ai.joinly.manager.agent;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.llm.LlmClientFactory;
import ai.joinly.manager.meeting.MeetingServer;
import java.time.Clock;

/**
 * What every agent works with.
 *
 * @param meetings where meetings are joined
 * @param llms where language models come from
 * @param events where what happens is told
 */
public record AgentServices(
    MeetingServer meetings,
    LlmClientFactory llms,
    EventHub events,
    Settings.Agents settings,
    Settings.Joinly joinly,
    Clock clock) {}
