package ai.joinly.manager.demo;

import ai.joinly.manager.simulator.MeetingScript;
import ai.joinly.manager.simulator.ScriptStep;
import java.time.Duration;
import java.util.List;

/**
 * What the participants of a demo meeting do: three people plan a release, now and then turn to the
 * agent, talk over it once, and send it away after two to three minutes.
 */
final class DemoMeetingScript {
  static final List<String> PARTICIPANTS = List.of("Ada", "Grace", "Linus");

  private static final Duration A_MOMENT = Duration.ofMillis(1_500);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration SUMMARY = Duration.ofSeconds(25);

  /** Too short to silence anybody. */
  private static final Duration OKAY = Duration.ofMillis(300);

  private final String agent;
  private final double speed;

  private DemoMeetingScript(String agent, double speed) {
    this.agent = agent;
    this.speed = speed;
  }

  /**
   * The script for the meeting of {@code agent}.
   *
   * @param speed 1 is a human pace
   */
  static MeetingScript forAgent(String agent, double speed) {
    DemoMeetingScript script = new DemoMeetingScript(agent, speed);
    return MeetingScript.of(script.steps());
  }

  private ScriptStep[] steps() {
    return new ScriptStep[] {
      pause(A_MOMENT),
      say("Ada", "Good morning everybody. Today we plan release two point four."),
      say("Grace", "Morning Ada. The payment tests are green since yesterday evening."),
      pause(A_MOMENT),
      say("Ada", "Hello " + agent + ", can you hear us?"),
      answered(),
      say("Linus", "The rollback script still needs a rehearsal, I can do that on Wednesday."),
      say("Ada", "Good, then we ship on Thursday at ten in the morning."),
      pause(A_MOMENT),
      say("Grace", agent + ", when do we ship?"),
      answered(),
      ScriptStep.chat("Linus", "Our checklist: https://wiki.example.com/release-2.4"),
      say("Linus", "The checklist is up."),
      pause(A_MOMENT),
      say("Grace", agent + ", what does the chat say?"),
      answered(),
      say("Ada", agent + ", who is in the meeting with us?"),
      answered(),
      pause(A_MOMENT),
      say("Linus", agent + ", please walk us through the risks."),
      talkOver(
          "Ada",
          "Hold on " + agent + ", that is too long. One sentence, please.",
          Duration.ofSeconds(8)),
      answered(),
      say("Grace", "I will write the release notes and send them to support tomorrow."),
      pause(A_MOMENT),
      say("Grace", agent + ", please write the decisions to the chat."),
      answered(),
      say("Ada", agent + ", can you sum up?"),
      remark("Linus", "Okay.", Duration.ofSeconds(3)),
      // The remark gets no answer: this goes on when the summary is over.
      silence(SUMMARY),
      say("Linus", "I have to run, see you all on Thursday."),
      say("Ada", "Thank you " + agent + ", that was helpful. Goodbye."),
      answered(),
      pause(ANSWER),
      say("Ada", agent + ", you can leave the meeting now.")
    };
  }

  private ScriptStep say(String speaker, String text) {
    return new ScriptStep.Say(speaker, text, scaled(MeetingScript.humanPace(text)));
  }

  private ScriptStep pause(Duration time) {
    return ScriptStep.pause(scaled(time));
  }

  /** Not scaled: a model does not think faster because people talk faster. */
  private ScriptStep answered() {
    return ScriptStep.waitForAgentToFinishSpeaking(ANSWER);
  }

  private ScriptStep silence(Duration limit) {
    return ScriptStep.waitForAgentToFinishSpeaking(scaled(limit));
  }

  private ScriptStep talkOver(String speaker, String text, Duration after) {
    return new ScriptStep.Interrupt(
        speaker, text, scaled(MeetingScript.humanPace(text)), scaled(after), ANSWER);
  }

  private ScriptStep remark(String speaker, String text, Duration after) {
    return new ScriptStep.Interrupt(speaker, text, scaled(OKAY), scaled(after), ANSWER);
  }

  private Duration scaled(Duration time) {
    return Duration.ofNanos(Math.round(time.toNanos() / speed));
  }
}
