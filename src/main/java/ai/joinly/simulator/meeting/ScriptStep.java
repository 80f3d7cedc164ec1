package ai.joinly.simulator.meeting;

import java.time.Duration;

/** One step of a scripted meeting. */
public sealed interface ScriptStep {
  /** A participant speaks and the script waits until they have finished. */
  record Say(String speaker, String text, Duration speechTime) implements ScriptStep {}

  /** Silence for a while. */
  record Pause(Duration time) implements ScriptStep {}

  /** Waits until the agent starts to speak, then until it is silent again, for at most a limit. */
  record WaitForAgent(Duration limit) implements ScriptStep {}

  /** Waits until the agent speaks (for at most a limit) and then talks over it. */
  record Interrupt(String speaker, String text, Duration speechTime, Duration after, Duration limit)
      implements ScriptStep {}

  /** A participant writes a chat message. */
  record Chat(String sender, String text) implements ScriptStep {}

  /** A participant speaks at a human pace. */
  static ScriptStep say(String speaker, String text) {
    return new Say(speaker, text, MeetingScript.humanPace(text));
  }

  static ScriptStep pause(Duration time) {
    return new Pause(time);
  }

  static ScriptStep waitForAgentToFinishSpeaking(Duration limit) {
    return new WaitForAgent(limit);
  }

  /** Talks over the agent once it has spoken for {@code after}; skipped if it stays silent. */
  static ScriptStep interruptAgent(String speaker, String text, Duration after, Duration limit) {
    return new Interrupt(speaker, text, MeetingScript.humanPace(text), after, limit);
  }

  static ScriptStep chat(String sender, String text) {
    return new Chat(sender, text);
  }
}
