package ai.joinly.manager;

import ai.joinly.demo.Demo;
import ai.joinly.manager.api.rest.DemoMeetings;
import ai.joinly.manager.domain.agent.AgentConfig;
import java.util.List;

/** The demo's meetings, as the API uses them. */
record SimulatedMeetings(Demo demo) implements DemoMeetings {
  @Override
  public List<String> people() {
    return demo.people();
  }

  @Override
  public String meetingUrl() {
    return Demo.MEETING_URL;
  }

  @Override
  public String quietMeetingUrl() {
    return Demo.QUIET_MEETING_URL;
  }

  @Override
  public boolean say(AgentConfig agent, String speaker, String text) {
    return demo.say(agent.name(), agent.meetingUrl(), speaker, text);
  }
}
