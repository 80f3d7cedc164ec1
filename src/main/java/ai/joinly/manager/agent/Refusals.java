package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.tools.SpeechLock.MutedBy;
import java.util.List;

/** Refusals of commands that conflict with the current state of an agent. */
public final class Refusals {
  private Refusals() {}

  /** Returns the refusal to change fields of the configuration. */
  static AgentRefusedException notChangeable(List<String> fields, String when) {
    return new AgentRefusedException(
        Reason.NOT_CHANGEABLE, String.join(" and ", fields) + " cannot change " + when);
  }

  static AgentRefusedException stopping() {
    return new AgentRefusedException(
        Reason.STATUS_CONFLICT, "The agent is stopping; start it again once it has stopped");
  }

  static AgentRefusedException leaving() {
    return new AgentRefusedException(
        Reason.STATUS_CONFLICT,
        "The agent is still leaving its last meeting; try again in a few seconds");
  }

  static AgentRefusedException notRunning() {
    return new AgentRefusedException(
        Reason.NOT_RUNNING, "The agent is not running; start it first");
  }

  static AgentRefusedException idle() {
    return new AgentRefusedException(
        Reason.NOT_IN_MEETING,
        "The agent is not in a meeting, as it is not running; start it first");
  }

  /**
   * Returns the refusal for an agent that is not in its meeting.
   *
   * @param onItsWay whether the agent is joining or rejoining
   */
  public static AgentRefusedException notInMeeting(boolean onItsWay) {
    return new AgentRefusedException(
        Reason.NOT_IN_MEETING,
        onItsWay
            ? "The agent is temporarily not in its meeting; try again when its meeting_status is"
                + " joined"
            : "The agent is not in a meeting; let it join first");
  }

  static AgentRefusedException joined() {
    return new AgentRefusedException(
        Reason.ALREADY_JOINED, "The agent has already joined its meeting, or is joining it");
  }

  public static AgentRefusedException muted(MutedBy by) {
    return new AgentRefusedException(
        Reason.STATUS_CONFLICT,
        switch (by) {
          case OPERATOR -> "The agent is muted; unmute it first";
          case ITSELF -> "The agent has muted itself; unmute it first";
        });
  }

  static AgentRefusedException notConnected() {
    return new AgentRefusedException(
        Reason.NOT_CONNECTED,
        "The agent is still connecting to the meeting server; try again in a few seconds");
  }
}
