package ai.joinly.manager.metrics;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Figures of single agents, for those who ask for them. They are shown of agents that exist, and
 * forgotten with their agent. Thread-safe, but for {@link #beforeLook} and {@link #show}, which
 * belong to the one scrape that is under way.
 */
final class PerAgentMetrics {
  /** Figures of more agents than this are not kept. */
  private static final int MOST = 20_000;

  private final Map<AgentId, Figures> figures = new ConcurrentHashMap<>();
  private final LiveSeries info;
  private final LiveSeries utterances;
  private final LiveSeries llmRequests;
  private final LiveSeries llmTokens;

  /** Guarded by the lock of the scrape. */
  private Set<AgentId> known = Set.of();

  private static final class Figures {
    private final LongAdder utterances = new LongAdder();
    private final LongAdder llmRequests = new LongAdder();
    private final LongAdder inputTokens = new LongAdder();
    private final LongAdder outputTokens = new LongAdder();
  }

  PerAgentMetrics(Meters meters) {
    info =
        meters.liveGauges(
            "agent_status",
            "1 for each agent, with its status and meeting status.",
            "agent_id",
            "status",
            "meeting_status");
    utterances = meters.liveCounters("agent_utterances", "Utterances by agent.", "agent_id");
    llmRequests =
        meters.liveCounters(
            "agent_llm_requests", "Requests to language models by agent.", "agent_id");
    llmTokens =
        meters.liveCounters("agent_llm_tokens", "Tokens by agent and kind.", "agent_id", "kind");
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

  /** Shows the figures of {@code agents}, which are all there are. */
  void show(List<Agent> agents) {
    Set<AgentId> alive = agents.stream().map(Agent::id).collect(Collectors.toSet());
    known.stream().filter(id -> !alive.contains(id)).forEach(figures::remove);
    Map<List<String>, Double> statuses = new HashMap<>();
    Map<List<String>, Double> heard = new HashMap<>();
    Map<List<String>, Double> requests = new HashMap<>();
    Map<List<String>, Double> tokens = new HashMap<>();
    Figures none = new Figures();
    for (Agent agent : agents) {
      String id = agent.id().value();
      Figures own = figures.getOrDefault(agent.id(), none);
      statuses.put(
          List.of(id, Names.label(agent.status()), Names.label(agent.meetingStatus())), 1.0);
      heard.put(List.of(id), own.utterances.doubleValue());
      requests.put(List.of(id), own.llmRequests.doubleValue());
      tokens.put(List.of(id, "input"), own.inputTokens.doubleValue());
      tokens.put(List.of(id, "output"), own.outputTokens.doubleValue());
    }
    info.show(statuses);
    utterances.show(heard);
    llmRequests.show(requests);
    llmTokens.show(tokens);
  }
}
