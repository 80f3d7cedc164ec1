package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;

import ai.joinly.manager.config.AnalysisSettings;
import ai.joinly.manager.config.LlmPrices;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.usage.ModelPrice;
import ai.joinly.manager.metrics.Scrape;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole manager to which all has happened that has a figure: agents, a turn, an analysis, a lost
 * session, a refused request, a client of the WebSocket.
 */
public final class BusyManager implements AutoCloseable {
  private static final String TALK = "https://meet.google.com/abc-defg-hij";
  private static final String MINUTES = "https://meet.google.com/abc-dddd-hij";

  /** Set once, under the lock of this class. */
  private static Optional<Scrape> read = Optional.empty();

  private final TestManager manager;
  private final HttpClient http = HttpClient.newHttpClient();

  private BusyManager() throws Exception {
    BigDecimal price = BigDecimal.TEN;
    LlmPrices prices = new LlmPrices(Map.of("gpt-4o", new ModelPrice(price, price, price)), "EUR");
    manager =
        new TestManager(
            5,
            SimulatorOptions.fast().build(),
            settings ->
                settings
                    .with(prices)
                    .with(new Settings.Metrics(true))
                    .with(new AnalysisSettings(5, Duration.ofMillis(200))));
  }

  /** Starts it and returns once every figure is there. */
  static BusyManager start() throws Exception {
    BusyManager busy = new BusyManager();
    try {
      busy.work();
      return busy;
    } catch (AssertionError | Exception e) {
      busy.close();
      throw e;
    }
  }

  /** The metrics of such a manager, made once for all tests. */
  public static synchronized Scrape scraped() throws Exception {
    if (read.isEmpty()) {
      try (BusyManager busy = start()) {
        read = Optional.of(busy.manager.scrape());
      }
    }
    return read.get();
  }

  TestManager manager() {
    return manager;
  }

  private void work() throws Exception {
    http.newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + manager.application.port() + "/ws/session"),
            new WebSocket.Listener() {})
        .join();
    manager.call("GET", "/no/such/path");
    manager.call("POST", "/agents", "{\"name\":1}");
    String id = manager.create("Ada", TALK);
    manager.awaitField(id, "meeting_status", "joined");
    SimulatedSession lost = manager.joinly.awaitJoined(TALK, TestManager.LIMIT);
    manager.joinly.loseWith400(lost);
    SimulatedSession session =
        manager.joinly.awaitSession(
            s -> s.isOpen() && s.isInMeeting() && !s.id().equals(lost.id()), TestManager.LIMIT);
    manager.awaitField(id, "meeting_status", "joined");
    manager.call(
        "POST",
        "/agents",
        """
        {"name":"Minutes","meeting_url":"%s","conversation_mode":"analyst"}
        """
            .formatted(MINUTES));
    manager
        .joinly
        .awaitJoined(MINUTES, TestManager.LIMIT)
        .participantSaysAtOnce("Eve", "We will ship the new release on the first of May.");
    manager.llm.refuse("The parameter parallel_tool_calls is not supported.");
    session.participantSaysAtOnce("Bob", "Hello Ada, can you hear me?");
    session.awaitSpoken("Bob", TestManager.LIMIT);
    String done = "joinly_manager_turns_total{outcome=\"done\"}";
    eventually("the turn is over", () -> manager.scrape().value(done) >= 1);
    // What services have used is read when a session ends, at the latest.
    manager.call("POST", "/agents/" + id + "/stop");
    for (String figure :
        List.of(
            "joinly_manager_usage_services{",
            "joinly_manager_usage_estimated_cost{",
            "joinly_manager_reconnects_total 1.0",
            "joinly_manager_joinly_up 1.0",
            "joinly_manager_llm_repairs_total{",
            "joinly_manager_agent_llm_tokens_total{")) {
      eventually(figure, () -> manager.scrape().text().contains(figure));
    }
  }

  @Override
  public void close() {
    manager.close();
    http.close();
  }
}
