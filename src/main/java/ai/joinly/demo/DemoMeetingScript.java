package ai.joinly.demo;

import ai.joinly.demo.llm.Prompt;
import ai.joinly.simulator.meeting.MeetingScript;
import ai.joinly.simulator.meeting.ScriptStep;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Script of a demo meeting: three people plan a release, address the agent from time to time,
 * interrupt it once, and ask it to leave after two to three minutes. None of them has a name in
 * common with the agent.
 */
final class DemoMeetingScript {
  /** Full names, as meetings show them; no name is shared with an agent called Ada. */
  private static final List<String> PEOPLE =
      List.of("Ada Meyer", "Grace Kim", "Linus Berg", "Maya Singh", "Tom Weber", "Zoe Martin");

  private static final int CAST = 3;

  private static final Duration A_MOMENT = Duration.ofMillis(1_500);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration SUMMARY = Duration.ofSeconds(40);

  /** Not scaled by the speed of the demo, since a busy machine needs time to answer. */
  private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(10);

  /** Too short to interrupt the agent. */
  private static final Duration OKAY = Duration.ofMillis(300);

  private final String agent;
  private final double speed;
  private final String host;
  private final String tester;
  private final String developer;

  private DemoMeetingScript(String agent, double speed) {
    this.agent = agent;
    this.speed = speed;
    List<String> cast = cast(agent);
    this.host = cast.get(0);
    this.tester = cast.get(1);
    this.developer = cast.get(2);
  }

  /** Returns three participants who share no name with an agent; otherwise the first three. */
  static List<String> cast(String agent) {
    Set<String> taken =
        Set.copyOf(List.of(agent.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)));
    List<String> others =
        PEOPLE.stream()
            .filter(
                name ->
                    Arrays.stream(name.toLowerCase(Locale.ROOT).split(" ", -1))
                        .noneMatch(taken::contains))
            .limit(CAST)
            .toList();
    return others.size() == CAST ? others : PEOPLE.subList(0, CAST);
  }

  /**
   * Returns the script for the meeting of {@code agent}.
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
      say(host, "Good morning everybody. Today we plan release two point four."),
      say(
          tester,
          "Morning "
              + Prompt.firstName(host)
              + ". The payment tests are green since yesterday evening."),
      pause(A_MOMENT),
      say(host, "Hello " + agent + ", can you hear us?"),
      answered(),
      say(developer, "The rollback script still needs a rehearsal, I can do that on Wednesday."),
      say(host, "Good, then we ship on Thursday at ten in the morning."),
      pause(A_MOMENT),
      say(tester, agent + ", when do we ship?"),
      answered(),
      ScriptStep.chat(developer, "Our checklist: https://wiki.example.com/release-2.4"),
      say(developer, "The checklist is up."),
      pause(A_MOMENT),
      say(tester, agent + ", what does the chat say?"),
      answered(),
      say(host, agent + ", who is in the meeting with us?"),
      answered(),
      pause(A_MOMENT),
      say(developer, agent + ", please walk us through the risks."),
      talkOver(
          host,
          "Hold on " + agent + ", that is too long. One sentence, please.",
          Duration.ofSeconds(8)),
      answered(),
      say(tester, "I will write the release notes and send them to support tomorrow."),
      pause(A_MOMENT),
      say(tester, agent + ", please write the decisions to the chat."),
      answered(),
      say(host, agent + ", can you sum up?"),
      remark(developer, "Okay.", Duration.ofSeconds(3)),
      // The remark gets no answer, so this waits for the end of the summary.
      silence(SUMMARY),
      say(developer, "I have to run, see you all on Thursday."),
      say(host, "Thank you " + agent + ", that was helpful. Goodbye."),
      answered(),
      pause(ANSWER),
      say(host, agent + ", you can leave the meeting now.")
    };
  }

  private ScriptStep say(String speaker, String text) {
    return new ScriptStep.Say(speaker, text, scaled(MeetingScript.humanPace(text)));
  }

  private ScriptStep pause(Duration time) {
    return ScriptStep.pause(scaled(time));
  }

  /** Not scaled, since the speed of the demo does not change the time of the model. */
  private ScriptStep answered() {
    return ScriptStep.waitForAgentToFinishSpeaking(ANSWER);
  }

  private ScriptStep silence(Duration limit) {
    Duration fast = scaled(limit);
    return ScriptStep.waitForAgentToFinishSpeaking(
        fast.compareTo(SHORTEST_SILENCE) < 0 ? SHORTEST_SILENCE : fast);
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
