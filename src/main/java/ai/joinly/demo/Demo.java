package ai.joinly.demo;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatorOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The embedded demo: a simulated joinly server, and a scripted LLM unless a real one is asked for,
 * both on loopback ports, so that all of the production path runs. Nothing outlives {@link #close}.
 */
public final class Demo implements AutoCloseable {
  /** The meeting of the demo's own agent; any other one has the same participants. */
  public static final String MEETING_URL = "https://meet.google.com/abc-defg-hij";

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
  public static Demo start(Settings.Demo settings) {
    return start(settings, 1);
  }

  /**
   * As {@link #start(Settings.Demo)}, faster.
   *
   * @param speed 1 is a human pace
   */
  static Demo start(Settings.Demo settings, double speed) {
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

  /** Where the simulated joinly server is. */
  public URI joinlyUrl() {
    return simulator.mcpUrl();
  }

  /** Where the scripted LLM is, if there is one; what {@code OPENAI_BASE_URL} has to be then. */
  public Optional<URI> llmUrl() {
    return llm.map(ScriptedLlm::baseUrl);
  }

  /** {@code settings} with the demo's servers in place of the real ones. */
  public Settings applyTo(Settings settings) {
    return settings
        .with(joinly(settings.joinly()))
        .with(llm.map(scripted -> llm(settings.llm(), scripted)).orElse(settings.llm()))
        .with(inMemory(settings.store()));
  }

  /** What is only shown is not kept. */
  private static Settings.Store inMemory(Settings.Store store) {
    return new Settings.Store(
        Settings.Store.IN_MEMORY,
        store.secretKey(),
        store.retentionDays(),
        store.eventsPerAgent(),
        store.bufferBytes());
  }

  /** The agent that the demo shows. */
  public AgentConfig agentConfig() {
    return AgentConfig.builder(AGENT_NAME, MEETING_URL)
        .llmModel(llm.isPresent() ? ScriptedLlm.MODEL : AgentConfig.DEFAULT_MODEL)
        .analysis(true)
        .build();
  }

  @Override
  public void close() {
    llm.ifPresent(ScriptedLlm::close);
    simulator.close();
  }

  /** Package-private: what tests look into. */
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
        // They come when they begin to speak, since it depends on the agent who they are.
        .participants(List.of())
        .script(join -> DemoMeetingScript.forAgent(join.agentName(), speed))
        .build();
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

  /** Whatever the provider: a real key has no business with the scripted LLM. */
  private static Settings.Llm llm(Settings.Llm real, ScriptedLlm scripted) {
    Map<String, Secret> variables = new HashMap<>(real.variables());
    variables.putAll(scripted.variables());
    return new Settings.Llm(
        variables, real.allowedHosts(), real.requestTimeout(), real.maxAttempts());
  }
}
