package ai.joinly.manager.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.websocket.SocketFigures;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.mcp.McpObserver.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A thousand agents, each with a model, a meeting and words of its own, and what is left of it. */
class CardinalityTest {
  private static final int AGENTS = 1_000;
  private static final int MAX_SERIES = 1_500;
  private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"([^\"]*)\"");
  private static final LlmReply REPLY =
      new LlmReply(
          new ChatMessage.Assistant(Optional.empty(), List.of()), new TokenUsage(100, 7, 0));

  private final FakeFleet fleet = new FakeFleet();

  private ManagerMetrics work(boolean perAgent) throws Exception {
    ManagerMetrics metrics =
        new ManagerMetrics(new Settings.Metrics(perAgent), Settings.defaults().prices(), () -> 0);
    metrics.watchAgents(fleet, AGENTS);
    metrics.watchSockets(() -> new SocketFigures(3, 2, 100, 5, 1, 9));
    metrics.watchQueues(Map.of("store", () -> 4L));
    metrics.watchJoinly(() -> 1);
    for (int i = 0; i < AGENTS; i++) {
      AgentId id = fleet.add(i, AgentStatus.RUNNING, MeetingStatus.JOINED);
      var llm =
          metrics
              .observed(config -> request -> REPLY)
              .clientFor(
                  AgentConfig.builder("A" + i, "https://meet.test/secret-meeting-" + i)
                      .llmModel("model-" + i)
                      .build());
      LogContext.callWith(id, () -> llm.complete(new LlmRequest("", List.of(), List.of())));
    }
    for (Outcome outcome : Outcome.values()) {
      for (String method : List.of("initialize", "tools/list", "tools/call", "resources/read")) {
        metrics.mcp().onRequest(method, outcome, 1);
      }
    }
    for (String route : List.of("/agents", "/agents/{agent_id}", "/usage", "/metrics", "none")) {
      for (int status : new int[] {200, 201, 400, 404, 405, 409, 500, 503}) {
        metrics.requests().onRequest("GET", route, status, 1);
      }
    }
    return metrics;
  }

  private static Set<String> values(Scrape scrape, String label) {
    Set<String> values = new TreeSet<>();
    for (String series : scrape.series().keySet()) {
      Matcher matcher = LABEL.matcher(series);
      while (matcher.find()) {
        if (label.isEmpty() || matcher.group(1).equals(label)) {
          values.add(matcher.group(2));
        }
      }
    }
    return values;
  }

  @Test
  void aThousandAgentsMakeFewSeriesAndNoneOfThemIsKnown() throws Exception {
    Scrape scrape = Scrape.of(work(false));
    assertTrue(scrape.series().size() < MAX_SERIES, "series: " + scrape.series().size());
    assertEquals(51, values(scrape, "model").size());
    assertTrue(values(scrape, "model").contains("other"));
    for (String value : values(scrape, "")) {
      assertFalse(value.matches(".*agent_[0-9a-f]{8}.*"), value);
      assertFalse(value.contains("secret-meeting") || value.contains("://"), value);
    }
  }

  @Test
  void figuresOfAgentsAreThereWhenAskedForAndGoWithThem() throws Exception {
    ManagerMetrics metrics = work(true);
    assertEquals(AGENTS, values(Scrape.of(metrics), "agent_id").size());
    for (int i = 1; i < AGENTS; i++) {
      fleet.remove(i);
    }
    assertEquals(Set.of(AgentId.of(0).value()), values(Scrape.of(metrics), "agent_id"));
    fleet.remove(0);
    assertEquals(Set.of(), values(Scrape.of(metrics), "agent_id"));
  }
}
