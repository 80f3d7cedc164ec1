package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.config.SettingsLoader;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.AnalysisProgress;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.MeetingCounts;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo prints at its end. */
class DemoEndingTest {
  private static final AgentId ID = AgentId.of(1);
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  @TempDir Path directory;

  /** Knows one agent; nothing else is asked of it. */
  private static Agents fleet() {
    Agent agent =
        new Agent(
            ID,
            AgentConfig.of("Joinly", "https://meet.test/a"),
            AgentStatus.STOPPED,
            MeetingStatus.LEFT,
            NOON,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Findings findings =
        new Findings("They plan.", List.of("We ship."), List.of(), List.of(), "", List.of());
    Analysis analysis =
        new Analysis(NOON, NOON, MeetingCounts.NONE, findings, AnalysisProgress.NONE);
    return (Agents)
        Proxy.newProxyInstance(
            Agents.class.getClassLoader(),
            new Class<?>[] {Agents.class},
            (proxy, method, arguments) -> {
              boolean known = arguments[0].equals(ID);
              return switch (method.getName()) {
                case "find" ->
                    known ? Optional.of(new Agents.AgentView(agent, List.of())) : Optional.empty();
                case "analysis" -> known ? Optional.of(analysis) : Optional.empty();
                default -> throw new UnsupportedOperationException(method.getName());
              };
            });
  }

  @Test
  void theMinutesComeEachTimeAndTheAdviceOnce() throws Exception {
    DemoEnding ending =
        new DemoEnding(
            fleet(),
            SettingsLoader.load(directory, Map.of(), Optional.empty(), Map.of())
                .settings()
                .agents(),
            8123);

    String first = ending.text(ID);
    String second = ending.text(ID);

    assertTrue(first.contains("## Summary\n\nThey plan"), first);
    assertTrue(first.contains("- We ship"), first);
    assertEquals(3, first.lines().filter(line -> line.strip().startsWith("curl -s")).count());
    assertTrue(first.contains("localhost:8123/agents/" + ID.value() + "/transcript"), first);
    assertTrue(second.contains("They plan"), second);
    assertFalse(second.contains("curl"), second);
    assertEquals("", ending.text(AgentId.of(2)));
  }
}
