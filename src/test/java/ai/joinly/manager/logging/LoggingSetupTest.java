package ai.joinly.manager.logging;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.config.Settings.Logging.Format;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogLevel;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class LoggingSetupTest {
  private static final Logger OWN = System.getLogger("ai.joinly.manager.agent.Worker");
  private static final Logger LIBRARY = System.getLogger("io.helidon.webclient.Test");
  private static final AgentId AGENT = AgentId.of(0x12ab34cd);

  private final PrintStream before = System.out;
  private final Thread.UncaughtExceptionHandler handlerBefore =
      Thread.getDefaultUncaughtExceptionHandler();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() throws IOException {
    System.setOut(before);
    Thread.setDefaultUncaughtExceptionHandler(handlerBefore);
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void jsonIsOneObjectALine() throws Exception {
    LoggingSetup.apply(new Settings.Logging(LogLevel.INFO, Format.JSON));
    OWN.log(Level.WARNING, "a \"quote\",\na second line, ä and \u0001");
    JsonNode line = onlyLine();
    assertEquals(List.of("time", "level", "logger", "message"), fields(line));
    assertTrue(line.get("time").asText().endsWith("Z"));
    assertFalse(Instant.parse(line.get("time").asText()).isAfter(Instant.now()));
    assertEquals("warn", line.get("level").asText());
    assertEquals("ai.joinly.manager.agent.Worker", line.get("logger").asText());
    assertEquals("a \"quote\",\na second line, ä and \u0001", line.get("message").asText());
  }

  @Test
  void theLogIsKeptUntilTheLastLineWasTold() throws Exception {
    LoggingSetup.apply(new Settings.Logging(LogLevel.INFO, Format.JSON));
    CountDownLatch told = new CountDownLatch(1);
    LoggingSetup.keepUntil(told, Duration.ofMinutes(1));
    // As the JVM ends: all handlers are taken away, beside whatever else goes on.
    Thread reset = Thread.ofPlatform().start(LogManager.getLogManager()::reset);
    try {
      eventually("it waits", () -> reset.getState() == Thread.State.TIMED_WAITING);
      OWN.log(Level.INFO, "the last word");
    } finally {
      told.countDown();
      reset.join();
    }
    OWN.log(Level.INFO, "too late");
    assertEquals("the last word", onlyLine().get("message").asText());
  }

  @Test
  void jsonHoldsAgentAndException() throws Exception {
    LoggingSetup.apply(new Settings.Logging(LogLevel.INFO, Format.JSON));
    Exception thrown = new IllegalStateException("outer", new IOException("inner"));
    LogContext.runWith(AGENT, () -> OWN.log(Level.ERROR, "it failed", thrown));
    JsonNode line = onlyLine();
    assertEquals("agent_12ab34cd", line.get("agent").asText());
    assertEquals("error", line.get("level").asText());
    String stack = line.get("exception").asText();
    assertTrue(stack.startsWith("java.lang.IllegalStateException: outer\n\tat "), stack);
    assertTrue(stack.contains("Caused by: java.io.IOException: inner"), stack);
  }

  @Test
  void theAgentIsCarriedToOtherThreadsOnlyWhenAsked() throws Exception {
    LoggingSetup.apply(new Settings.Logging(LogLevel.INFO, Format.JSON));
    Runnable log = () -> OWN.log(Level.INFO, "hello");
    Thread carried =
        LogContext.callWith(AGENT, () -> Thread.startVirtualThread(LogContext.carry(log)));
    carried.join();
    assertEquals("agent_12ab34cd", onlyLine().get("agent").asText());
    out.reset();
    LogContext.callWith(AGENT, () -> Thread.startVirtualThread(log)).join();
    log.run();
    for (JsonNode line : lines()) {
      assertFalse(line.has("agent"));
    }
    assertEquals(
        AGENT,
        LogContext.callWith(AGENT, () -> LogContext.carryCall(LogContext::agent)).call().get());
  }

  @Test
  void theSessionOfAnAgentIsKnownToAllItsThreads() throws Exception {
    LoggingSetup.apply(new Settings.Logging(LogLevel.INFO, Format.JSON));
    LogContext.callWith(
        AGENT,
        () -> {
          Runnable carried = LogContext.carry(() -> OWN.log(Level.INFO, "hello"));
          LogContext.enterSession(Optional.of("5e55"));
          Thread.startVirtualThread(carried).join();
          LogContext.enterSession(Optional.empty());
          Thread.startVirtualThread(carried).join();
          return true;
        });
    assertEquals("5e55", lines().getFirst().get("session").asText());
    assertFalse(lines().getLast().has("session"));
    LogContext.enterSession(Optional.of("nobody's"));
    OWN.log(Level.INFO, "outside");
    assertFalse(lines().getLast().has("session"));
  }

  @Test
  void aLineOfARequestHasItsId() throws Exception {
    LoggingSetup.apply(new Settings.Logging(LogLevel.INFO, Format.JSON));
    LogContext.runWithRequest("r-1", () -> OWN.log(Level.INFO, "hello"));
    assertEquals("r-1", onlyLine().get("request").asText());
    assertFalse(onlyLine().has("agent"));
  }

  @Test
  void textIsALineForPeople() {
    LoggingSetup.apply(new Settings.Logging(LogLevel.INFO, Format.TEXT));
    LogContext.runWith(AGENT, () -> OWN.log(Level.INFO, "forged\n2026 line \u001b[31m ä"));
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(
        text.matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  agent\\.Worker"
                + " \\[agent_12ab34cd]: forged 2026 line  \\[31m ä\n"),
        text);
    out.reset();
    OWN.log(Level.ERROR, "it failed", new IOException("why"));
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(lines.get(0).endsWith("ERROR agent.Worker: it failed"), lines.get(0));
    assertEquals("java.io.IOException: why", lines.get(1));
  }

  @Test
  void theLevelHolds() throws Exception {
    Map<LogLevel, List<String>> expected =
        Map.of(
            LogLevel.DEBUG, List.of("debug", "info", "warn", "error"),
            LogLevel.INFO, List.of("info", "warn", "error"),
            LogLevel.WARN, List.of("warn", "error"),
            LogLevel.ERROR, List.of("error"));
    for (Map.Entry<LogLevel, List<String>> entry : expected.entrySet()) {
      assertEquals(entry.getValue(), levelsLogged(entry.getKey(), OWN));
    }
  }

  @Test
  void librariesAreQuietAndNeverTellDetails() throws Exception {
    assertEquals(List.of("warn", "error"), levelsLogged(LogLevel.INFO, LIBRARY));
    assertEquals(List.of("error"), levelsLogged(LogLevel.ERROR, LIBRARY));
    assertEquals(List.of("info", "warn", "error"), levelsLogged(LogLevel.DEBUG, LIBRARY));
  }

  @Test
  void anUncaughtExceptionIsLogged() throws Exception {
    LoggingSetup.apply(new Settings.Logging(LogLevel.INFO, Format.JSON));
    Thread.ofVirtual()
        .name("doomed")
        .start(
            () -> {
              throw new IllegalStateException("boom");
            })
        .join();
    JsonNode line = onlyLine();
    assertTrue(line.get("message").asText().contains("doomed"));
    assertTrue(line.get("exception").asText().contains("boom"));
  }

  @Test
  void aLineHasALimit() throws Exception {
    LoggingSetup.apply(new Settings.Logging(LogLevel.INFO, Format.JSON));
    OWN.log(Level.INFO, "x".repeat(100_000), new IOException("y".repeat(100_000)));
    assertTrue(out.size() < 40_000);
    assertEquals(1, lines().size());
  }

  private List<String> levelsLogged(LogLevel level, Logger logger) throws IOException {
    out.reset();
    LoggingSetup.apply(new Settings.Logging(level, Format.JSON));
    logger.log(Level.TRACE, "trace");
    logger.log(Level.DEBUG, "debug");
    logger.log(Level.INFO, "info");
    logger.log(Level.WARNING, "warn");
    logger.log(Level.ERROR, "error");
    for (JsonNode line : lines()) {
      assertEquals(line.get("message"), line.get("level"));
    }
    return lines().stream().map(line -> line.get("level").asText()).toList();
  }

  private JsonNode onlyLine() throws IOException {
    List<JsonNode> lines = lines();
    assertEquals(1, lines.size());
    return lines.getFirst();
  }

  private List<JsonNode> lines() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(mapper.readTree(line));
    }
    return lines;
  }

  private static List<String> fields(JsonNode line) {
    List<String> names = new ArrayList<>();
    line.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
