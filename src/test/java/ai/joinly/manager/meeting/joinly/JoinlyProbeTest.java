package ai.joinly.manager.meeting.joinly;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.mcp.transport.McpHttp;
import ai.joinly.manager.meeting.joinly.JoinlyProbe.Reachability;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatorOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class JoinlyProbeTest {
  private final List<Optional<String>> told = new CopyOnWriteArrayList<>();

  @Test
  void followsTheServerWithoutMakingASession() {
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        JoinlyProbe probe =
            new JoinlyProbe(
                    joinly.mcpUrl(),
                    McpHttp.create(Duration.ofMillis(500)),
                    Duration.ofMillis(500),
                    Duration.ofMillis(20))
                .start(told::add)) {
      eventually("up", () -> probe.latest() == Reachability.UP);
      joinly.halt();
      eventually("down", () -> probe.latest() == Reachability.DOWN);
      joinly.resume();
      eventually("up again", () -> probe.latest() == Reachability.UP);
      assertEquals(0, joinly.stats().openSessions());
      assertTrue(told.getFirst().isEmpty());
      assertTrue(
          told.stream().flatMap(Optional::stream).anyMatch(why -> why.startsWith("connection ")),
          told.toString());
    }
  }

  @Test
  void aPathWithoutMcpIsFoundWithoutMakingASession() {
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        McpHttp http = McpHttp.create(Duration.ofSeconds(5))) {
      Duration limit = Duration.ofSeconds(5);
      assertEquals(Optional.empty(), JoinlyProbe.pathProblem(http, joinly.mcpUrl(), limit));
      URI wrong = joinly.mcpUrl().resolve("/");
      assertEquals(Optional.empty(), JoinlyProbe.problem(http, wrong, limit));
      String problem = JoinlyProbe.pathProblem(http, wrong, limit).orElseThrow();
      assertTrue(problem.contains("no MCP endpoint at this path"), problem);
      assertEquals(0, joinly.stats().sessionsMade());
      try (JoinlyProbe probe =
          new JoinlyProbe(wrong, http, limit, Duration.ofMillis(20)).start(told::add)) {
        eventually("it is told", () -> !told.isEmpty());
        assertEquals(Optional.of(problem), told.getFirst());
        assertEquals(Reachability.DOWN, probe.latest());
      }
    }
  }

  @Test
  void healthIsBesideTheEndpoint() {
    assertEquals("http://a:8000/health", health("http://a:8000/mcp/"));
    assertEquals("http://a:8000/health", health("http://a:8000/mcp"));
    assertEquals("https://a/joinly/health", health("https://a/joinly/mcp/"));
    assertEquals("http://a/health", health("http://a/"));
    assertEquals("http://a/health", health("http://a"));
  }

  private static String health(String endpoint) {
    return JoinlyProbe.healthOf(URI.create(endpoint)).toString();
  }
}
