package ai.joinly.manager.metrics;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentId;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Figures of single agents, for those who ask for them. They are shown of agents that exist, and
 * forgotten with their agent. Thread-safe, but for {@link #beforeLook} and {@link #collect}, which
 * belong to the one scrape that is under way.
 */
final class PerAgentMetrics {
  static final List<String> NAMES =
      List.of(
          Names.of("agent_status"),
          Names.of("agent_utterances"),
          Names.of("agent_llm_requests"),
          Names.of("agent_llm_tokens"));

  /** Whoever asks for figures of more agents than this asks for too much. */
  private static final int MOST = 20_000;

  private final Map<AgentId, Figures> figures = new ConcurrentHashMap<>();

  /** Guarded by the lock of the collector's registry: scrapes come one by one. */
  private Set<AgentId> known = Set.of();

  private static final class Figures {
    private final LongAdder utterances = new LongAdder();
    private final LongAdder llmRequests = new LongAdder();
    private final LongAdder inputTokens = new LongAdder();
    private final LongAdder outputTokens = new LongAdder();
  }

  void utterance(AgentId agent) {
    of(agent).utterances.increment();
  }

  void llmRequest(AgentId agent, long inputTokens, long outputTokens) {
    Figures own = of(agent);
    own.llmRequests.increment();
    own.inputTokens.add(inputTokens);
    own.outputTokens.add(outputTokens);
  }

  private Figures of(AgentId agent) {
    return figures.size() < MOST
        ? figures.computeIfAbsent(agent, id -> new Figures())
        : figures.getOrDefault(agent, new Figures());
  }

  /** To be called before the agents are listed: who is known now and not listed then, is gone. */
  void beforeLook() {
    known = Set.copyOf(figures.keySet());
  }

  /** The figures of {@code agents}, which are all there are. */
  List<MetricSnapshot> collect(List<Agent> agents) {
    Set<AgentId> alive = agents.stream().map(Agent::id).collect(Collectors.toSet());
    known.stream().filter(id -> !alive.contains(id)).forEach(figures::remove);
    GaugeSnapshot.Builder info =
        GaugeSnapshot.builder()
            .name(NAMES.get(0))
            .help("1 for each agent, with its status and meeting status.");
    for (Agent agent : agents) {
      info.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(
                  Labels.of(
                      "agent_id",
                      agent.id().value(),
                      "status",
                      Names.label(agent.status()),
                      "meeting_status",
                      Names.label(agent.meetingStatus())))
              .value(1)
              .build());
    }
    CounterSnapshot.Builder tokens =
        CounterSnapshot.builder().name(NAMES.get(3)).help("Tokens by agent and kind.");
    add(tokens, agents, f -> f.inputTokens, "kind", "input");
    add(tokens, agents, f -> f.outputTokens, "kind", "output");
    return List.of(
        info.build(),
        counter(NAMES.get(1), "Utterances by agent.", agents, f -> f.utterances),
        counter(NAMES.get(2), "Requests to language models by agent.", agents, f -> f.llmRequests),
        tokens.build());
  }

  private CounterSnapshot counter(
      String name, String help, List<Agent> agents, Function<Figures, LongAdder> figure) {
    CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
    add(snapshot, agents, figure);
    return snapshot.build();
  }

  private void add(
      CounterSnapshot.Builder snapshot,
      List<Agent> agents,
      Function<Figures, LongAdder> figure,
      String... label) {
    Figures none = new Figures();
    for (Agent agent : agents) {
      Labels labels = Labels.of("agent_id", agent.id().value());
      snapshot.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(label.length == 0 ? labels : labels.add(label[0], label[1]))
              .value((double) figure.apply(figures.getOrDefault(agent.id(), none)).sum())
              .build());
    }
  }
}
