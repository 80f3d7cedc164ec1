package ai.joinly.demo;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.manager.config.DemoSettings;
import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import ai.joinly.simulator.meeting.JoinInfo;
import ai.joinly.simulator.meeting.MeetingScript;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The embedded demo: a simulated joinly server, and a scripted LLM unless a real one is configured,
 * both on loopback ports, so that the full production path runs. {@link #close} ends all of it.
 */
public final class Demo implements AutoCloseable {
  /** The meeting of the demo's own agent; all other meetings have the same participants. */
  public static final String MEETING_URL = "https://meet.google.com/abc-defg-hij";

  /** A meeting without a script, in which only visitors of the dashboard speak. */
  public static final String QUIET_MEETING_URL = "https://meet.google.com/just-you-now";

  private static final String AGENT_NAME = "Joinly";
  private static final Duration THINK_TIME = Duration.ofMillis(600);

  private final JoinlySimulator simulator;
  private final Optional<ScriptedLlm> llm;

  private Demo(JoinlySimulator simulator, Optional<ScriptedLlm> llm) {
    this.simulator = simulator;
    this.llm = llm;
  }

  /**
   * Starts the demo's servers.
   *
   * @throws IllegalStateException when no port can be opened
   */
  public static Demo start(DemoSettings settings) {
    return start(settings, 1);
  }

  /**
   * Starts the demo's servers with a set speed.
   *
   * @param speed 1 is a human pace
   */
  static Demo start(DemoSettings settings, double speed) {
    JoinlySimulator simulator = JoinlySimulator.start(options(speed));
    try {
      return new Demo(
          simulator,
          switch (settings.llm()) {
            case SCRIPTED -> Optional.of(ScriptedLlm.start(0, faster(THINK_TIME, speed)));
            case OPENAI -> Optional.empty();
          });
    } catch (RuntimeException e) {
      simulator.close();
      throw e;
    }
  }

  /** Returns the URL of the simulated joinly server. */
  public URI joinlyUrl() {
    return simulator.mcpUrl();
  }

  /** Returns the base URL of the scripted LLM, for {@code OPENAI_BASE_URL}; empty without one. */
  public Optional<URI> llmUrl() {
    return llm.map(ScriptedLlm::baseUrl);
  }

  /** Returns {@code settings} with the demo's servers instead of the real ones. */
  public Settings applyTo(Settings settings) {
    return settings
        .with(joinly(settings.joinly()))
        .with(llm.map(scripted -> llm(settings.llm(), scripted)).orElse(settings.llm()))
        .with(inMemory(settings.store()));
  }

  /** A demo stores nothing on disk. */
  private static Settings.Store inMemory(Settings.Store store) {
    return new Settings.Store(
        Settings.Store.IN_MEMORY,
        store.secretKey(),
        store.retentionDays(),
        store.eventsPerAgent(),
        store.bufferBytes());
  }

  /** Returns the configuration of the demo's agent. */
  public AgentConfig agentConfig() {
    return AgentConfig.builder(AGENT_NAME, MEETING_URL)
        .llmModel(llm.isPresent() ? ScriptedLlm.MODEL : AgentConfig.DEFAULT_MODEL)
        .analysis(true)
        .build();
  }

  /** Returns the people of the demo's meetings. */
  public List<String> people() {
    return DemoMeetingScript.cast(AGENT_NAME);
  }

  /**
   * Makes a participant speak at a human pace in the newest meeting with this address and agent;
   * returns immediately.
   *
   * @return whether the agent is in such a meeting
   */
  public boolean say(String agentName, String meetingUrl, String speaker, String text) {
    Optional<SimulatedSession> session =
        simulator.openSessions().reversed().stream()
            .filter(SimulatedSession::isInMeeting)
            .filter(open -> open.name().equals(agentName))
            .filter(open -> open.meetingUrl().filter(meetingUrl::equals).isPresent())
            .findFirst();
    try {
      session.ifPresent(open -> open.participantSays(speaker, text, MeetingScript.humanPace(text)));
    } catch (IllegalStateException e) {
      return false; // it has just left
    }
    return session.isPresent();
  }

  @Override
  public void close() {
    llm.ifPresent(ScriptedLlm::close);
    simulator.close();
  }

  /** Package-private for tests. */
  JoinlySimulator simulator() {
    return simulator;
  }

  private static SimulatorOptions options(double speed) {
    SimulatorOptions real = SimulatorOptions.realistic().build();
    return real.toBuilder()
        .startTime(faster(real.startTime(), speed))
        .joinTime(faster(real.joinTime(), speed))
        .leaveTime(faster(real.leaveTime(), speed))
        .chatTime(faster(real.chatTime(), speed))
        .speechRate(real.speechRate() * speed)
        .utteranceTail(faster(real.utteranceTail(), speed))
        .recognitionTime(faster(real.recognitionTime(), speed))
        .interruptAfter(faster(real.interruptAfter(), speed))
        // Participants join when they start to speak, since their names depend on the agent's.
        .participants(List.of())
        .script(join -> script(join, speed))
        .build();
  }

  private static MeetingScript script(JoinInfo join, double speed) {
    return join.meetingUrl().equals(QUIET_MEETING_URL)
        ? MeetingScript.of()
        : DemoMeetingScript.forAgent(join.agentName(), speed);
  }

  private static Duration faster(Duration time, double speed) {
    return Duration.ofNanos(Math.round(time.toNanos() / speed));
  }

  private JoinlySettings joinly(JoinlySettings real) {
    return new JoinlySettings(
        joinlyUrl(),
        real.connectWindow(),
        real.giveUpAfter(),
        real.queueTimeout(),
        real.startTimeout(),
        real.joinTimeout(),
        real.requestTimeout(),
        real.toolTimeout(),
        real.speechTimeout(),
        real.streamIdle(),
        real.pollFastest(),
        real.pollSlowest(),
        real.shareOneMeeting(),
        real.maxResponseBytes());
  }

  /** Replaces the keys of all providers, so that no real key is sent to the scripted LLM. */
  private static Settings.Llm llm(Settings.Llm real, ScriptedLlm scripted) {
    Map<String, Secret> variables = new HashMap<>(real.variables());
    variables.putAll(scripted.variables());
    return new Settings.Llm(
        variables, real.allowedHosts(), real.requestTimeout(), real.maxAttempts());
  }
}
