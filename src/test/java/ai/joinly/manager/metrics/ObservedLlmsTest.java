package ai.joinly.manager.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.AnswerSchema;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.repair.Repair;
import ai.joinly.manager.logging.LogContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObservedLlmsTest {
  private static final LlmRequest REQUEST = new LlmRequest("", List.of(), List.of());
  private static final LlmReply REPLY =
      new LlmReply(
          new ChatMessage.Assistant(Optional.empty(), List.of()), new TokenUsage(100, 7, 0));

  private final FakeFleet fleet = new FakeFleet();
  private final ManagerMetrics metrics =
      new ManagerMetrics(new Settings.Metrics(true), Settings.defaults().prices(), () -> 0);

  private LlmClient client(String model, LlmClient answers) {
    return metrics
        .observed(config -> answers)
        .clientFor(AgentConfig.builder("A", "https://meet.test/a").llmModel(model).build());
  }

  @Test
  void allOutcomesOfAModelAreShownBeforeItIsAsked() {
    client("m", request -> REPLY);
    Scrape scrape = Scrape.of(metrics);
    for (String outcome : List.of("ok", "interrupted", "unreachable", "key_refused")) {
      assertEquals(
          0,
          scrape.value(
              "joinly_manager_llm_requests_total{model=\"m\",outcome=\"%s\",provider=\"openai\"}"
                  .formatted(outcome)));
    }
    for (String outcome : List.of("ok", "refused", "start_failed", "unreachable")) {
      for (String counter : List.of("joins", "session_starts")) {
        assertEquals(
            0, scrape.value("joinly_manager_%s_total{outcome=\"%s\"}".formatted(counter, outcome)));
      }
    }
  }

  @Test
  void onlyTheFirstFiftyModelsHaveNames() throws Exception {
    for (int i = 0; i < 60; i++) {
      client("model-" + i, request -> REPLY).complete(REQUEST);
    }
    Scrape scrape = Scrape.of(metrics);
    String requests =
        "joinly_manager_llm_requests_total{model=\"%s\",outcome=\"ok\",provider=\"openai\"}";
    assertEquals(1, scrape.value(requests.formatted("model-49")));
    assertFalse(scrape.has(requests.formatted("model-50")));
    assertEquals(10, scrape.value(requests.formatted("other")));
    assertEquals(
        1_000,
        scrape.value(
            "joinly_manager_llm_tokens_total{kind=\"input\",model=\"other\",provider=\"openai\"}"));
    assertTrue(scrape.series().size() < 1_500, "series: " + scrape.series().size());
  }

  @Test
  void repairsAreCountedByWhatWasDone() throws Exception {
    LlmReply repaired =
        new LlmReply(
            REPLY.message(),
            REPLY.usage(),
            List.of(),
            List.of(Repair.ALTERNATE_ROLES, Repair.SHORT_CALL_IDS));
    client("m", request -> repaired).complete(REQUEST);
    client("m", request -> REPLY).complete(REQUEST);
    assertEquals(
        1,
        Scrape.of(metrics)
            .value(
                "joinly_manager_llm_repairs_total{provider=\"openai\",repair=\"alternate_roles\"}"));
  }

  @Test
  void failuresAreCountedByTheirCategoryAndPassedOn() {
    LlmClient failing =
        client(
            "m",
            request -> {
              throw new LlmException(LlmException.Category.RATE_LIMITED, "No.");
            });
    assertThrows(LlmException.class, () -> failing.complete(REQUEST));
    LlmClient interrupted =
        client(
            "m",
            request -> {
              throw new InterruptedException();
            });
    assertThrows(InterruptedException.class, () -> interrupted.complete(REQUEST));
    String requests =
        "joinly_manager_llm_requests_total{model=\"m\",outcome=\"%s\",provider=\"openai\"}";
    Scrape scrape = Scrape.of(metrics);
    assertEquals(1, scrape.value(requests.formatted("rate_limited")));
    assertEquals(1, scrape.value(requests.formatted("interrupted")));
    assertEquals(Map.of("openai", false), metrics.llmsAnswered());
  }

  @Test
  void aRequestThatNobodyWasAskedIsCountedButNotTimed() {
    LlmClient spared =
        client(
            "m",
            request -> {
              throw new LlmException(LlmException.Category.CIRCUIT_OPEN, "Not now.");
            });
    assertThrows(LlmException.class, () -> spared.complete(REQUEST));
    Scrape scrape = Scrape.of(metrics);
    assertEquals(
        1,
        scrape.value(
            "joinly_manager_llm_requests_total{model=\"m\",outcome=\"circuit_open\","
                + "provider=\"openai\"}"));
    assertFalse(scrape.text().contains("llm_request_duration_seconds_count{provider=\"openai\"}"));
    assertEquals(Map.of("openai", false), metrics.llmsAnswered());
  }

  @Test
  void onlyTheRequestOfATurnEndsTheWaitingOfWhoeverSpoke() throws Exception {
    Meters registry = new Meters();
    TurnPhases phases = new TurnPhases(registry, () -> 0);
    LlmMeters meters =
        new LlmMeters(registry, phases, Settings.defaults().prices(), Optional.empty());
    LlmClient client =
        new ObservedLlms(config -> request -> REPLY, meters)
            .clientFor(AgentConfig.of("A", "https://meet.test/a"));
    AgentId id = AgentId.of(1);
    phases.listen(Optional.of(id)).onUtterance();
    LlmRequest ofAnalysis = new LlmRequest("", List.of(), new AnswerSchema("analysis", "{}"));
    LogContext.callWith(id, () -> client.complete(ofAnalysis));
    assertEquals(0, answered(registry));
    LogContext.callWith(id, () -> client.complete(REQUEST));
    assertEquals(1, answered(registry));
  }

  /** How many utterances the model was asked about. */
  private static long answered(Meters meters) {
    return (long)
        Scrape.of(meters.registry(), meters.scope())
            .value("joinly_manager_turn_phase_duration_seconds_count{phase=\"utterance_to_llm\"}");
  }

  @Test
  void anAgentsOwnFiguresGoWithIt() throws Exception {
    metrics.watchAgents(fleet, 5);
    AgentId id = fleet.add(1, AgentStatus.RUNNING, MeetingStatus.JOINED);
    LlmClient client = client("m", request -> REPLY);
    LogContext.callWith(id, () -> client.complete(REQUEST));
    String tokens =
        "joinly_manager_agent_llm_tokens_total{agent_id=\"agent_00000001\",kind=\"output\"}";
    assertEquals(7, Scrape.of(metrics).value(tokens));
    fleet.remove(1);
    assertFalse(Scrape.of(metrics).text().contains("agent_00000001"));
    fleet.add(1, AgentStatus.RUNNING, MeetingStatus.JOINED);
    assertEquals(0, Scrape.of(metrics).value(tokens));
  }
}
