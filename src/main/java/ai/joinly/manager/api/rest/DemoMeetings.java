package ai.joinly.manager.api.rest;

import ai.joinly.manager.domain.agent.AgentConfig;
import java.util.List;

/** The simulated meetings of the demo. Thread-safe. */
public interface DemoMeetings {
  /** Returns the names of the people who usually take part. */
  List<String> people();

  /** Returns the address of a meeting with a scripted conversation. */
  String meetingUrl();

  /** Returns the address of a meeting in which nothing is said except through {@link #say}. */
  String quietMeetingUrl();

  /**
   * Makes a participant speak in the newest meeting of an agent with this configuration; returns
   * immediately.
   *
   * @return whether the agent is in a meeting
   */
  boolean say(AgentConfig agent, String speaker, String text);
}
