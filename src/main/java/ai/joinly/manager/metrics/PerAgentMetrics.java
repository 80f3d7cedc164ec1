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
 * Optional metrics of single agents. The metrics of an agent are removed when it is deleted.
 * Thread-safe, except {@link #beforeLook} and {@link #show}, which are guarded by the lock of the
 * scrape.
 */
final class PerAgentMetrics {
  /** Maximum number of agents with metrics. */
  private static final int MAX_AGENTS = 20_000;

  private final Map<AgentId, Counts> counts = new ConcurrentHashMap<>();
  private final LiveSeries info;
  private final LiveSeries utterances;
  private final LiveSeries llmRequests;
  private final LiveSeries llmTokens;

  /** Guarded by the lock of the scrape. */
  private Set<AgentId> known = Set.of();

  private static final class Counts {
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
    Counts own = of(agent);
    own.llmRequests.increment();
    own.inputTokens.add(inputTokens);
    own.outputTokens.add(outputTokens);
  }

  private Counts of(AgentId agent) {
    return counts.size() < MAX_AGENTS
        ? counts.computeIfAbsent(agent, id -> new Counts())
        : counts.getOrDefault(agent, new Counts());
  }

  /** Records the known agents before the agents are listed; a known agent not listed is deleted. */
  void beforeLook() {
    known = Set.copyOf(counts.keySet());
  }

  /** Updates the metrics for {@code agents}, which must be all existing agents. */
  void show(List<Agent> agents) {
    Set<AgentId> alive = agents.stream().map(Agent::id).collect(Collectors.toSet());
    known.stream().filter(id -> !alive.contains(id)).forEach(counts::remove);
    Map<List<String>, Double> statuses = new HashMap<>();
    Map<List<String>, Double> heard = new HashMap<>();
    Map<List<String>, Double> requests = new HashMap<>();
    Map<List<String>, Double> tokens = new HashMap<>();
    Counts none = new Counts();
    for (Agent agent : agents) {
      String id = agent.id().value();
      Counts own = counts.getOrDefault(agent.id(), none);
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
