package ai.joinly.manager.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.websocket.SocketFigures;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.mcp.McpObserver.Outcome;
import ai.joinly.manager.process.BuildInfo;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ManagerMetricsTest {
  private final AtomicLong now = new AtomicLong(-1_000_000_000L);
  private final FakeFleet fleet = new FakeFleet();

  private ManagerMetrics metrics(boolean perAgent) {
    ManagerMetrics metrics =
        new ManagerMetrics(new Settings.Metrics(perAgent), Settings.defaults().prices(), now::get);
    metrics.watchAgents(fleet, 7);
    return metrics;
  }

  @Test
  void agentsAreCountedByStatusAndMeetingStatus() {
    ManagerMetrics metrics = metrics(false);
    fleet.add(1, AgentStatus.RUNNING, MeetingStatus.JOINED);
    fleet.add(2, AgentStatus.RUNNING, MeetingStatus.JOINED);
    fleet.add(3, AgentStatus.ERROR, MeetingStatus.LEFT);
    now.addAndGet(2_500_000_000L);
    Scrape scrape = Scrape.of(metrics);
    assertEquals(2, scrape.value(agents("joined", "running")));
    assertEquals(1, scrape.value(agents("left", "error")));
    assertTrue(scrape.has(agents("joining", "starting")));
    assertEquals(2, scrape.value("joinly_manager_agents_active"));
    assertEquals(7, scrape.value("joinly_manager_agents_active_limit"));
    assertEquals(3, scrape.value("joinly_manager_meetings"));
    assertEquals(2.5, scrape.value("joinly_manager_uptime_seconds"));
    assertFalse(scrape.text().contains("secret-meeting"));
  }

  @Test
  void theVersionIsALabelOfAConstant() {
    BuildInfo build = BuildInfo.current();
    assertEquals(
        1,
        Scrape.of(metrics(false))
            .value(
                "joinly_manager_build_info{java=\"%s\",version=\"%s\"}"
                    .formatted(build.java(), build.version())));
  }

  private static String agents(String meeting, String status) {
    return "joinly_manager_agents{meeting_status=\"%s\",status=\"%s\"}".formatted(meeting, status);
  }

  @Test
  void requestsAreCountedByRouteAndStatus() {
    ManagerMetrics metrics = metrics(false);
    metrics.requests().onRequest("GET", "/agents/{agent_id}", 200, 3_000_000);
    metrics.requests().onRequest("GET", "none", 404, 0);
    Scrape scrape = Scrape.of(metrics);
    String counter =
        "joinly_manager_http_requests_total{method=\"GET\",route=\"%s\",status=\"%s\"}";
    assertEquals(1, scrape.value(counter.formatted("/agents/{agent_id}", "200")));
    assertEquals(1, scrape.value(counter.formatted("none", "404")));
    String histogram = "joinly_manager_http_request_duration_seconds_";
    assertEquals(1, scrape.value(histogram + "bucket{route=\"/agents/{agent_id}\",le=\"0.005\"}"));
    assertEquals(0.003, scrape.value(histogram + "sum{route=\"/agents/{agent_id}\"}"), 1e-9);
    assertFalse(scrape.has(histogram + "count{route=\"none\"}"));
  }

  @Test
  void mcpRequestsAndStreamsAreCounted() {
    ManagerMetrics metrics = metrics(false);
    metrics.mcp().onRequest("tools/call", Outcome.TIMED_OUT, 2_000_000_000L);
    metrics.mcp().onStreamOpened();
    metrics.mcp().onStreamOpened();
    metrics.mcp().onStreamEnded();
    Scrape scrape = Scrape.of(metrics);
    assertEquals(
        1,
        scrape.value(
            "joinly_manager_mcp_requests_total{method=\"tools/call\",outcome=\"timed_out\"}"));
    assertEquals(
        2, scrape.value("joinly_manager_mcp_request_duration_seconds_sum{method=\"tools/call\"}"));
    assertEquals(1, scrape.value("joinly_manager_mcp_event_streams"));
    assertEquals(2, scrape.value("joinly_manager_mcp_event_streams_opened_total"));
  }

  @Test
  void whatIsWatchedIsLookedAtWhenScraped() {
    ManagerMetrics metrics = metrics(false);
    metrics.watchSockets(() -> new SocketFigures(3, 2, 100, 5, 1, 9));
    metrics.watchQueues(Map.of("store", () -> 4L));
    metrics.watchJoinly(() -> 1);
    Scrape scrape = Scrape.of(metrics);
    assertEquals(3, scrape.value("joinly_manager_websocket_clients"));
    assertEquals(2, scrape.value("joinly_manager_websocket_agents_followed"));
    assertEquals(100, scrape.value("joinly_manager_websocket_events_sent_total"));
    assertEquals(5, scrape.value("joinly_manager_websocket_events_dropped_total"));
    assertEquals(1, scrape.value("joinly_manager_websocket_clients_dropped_total"));
    assertEquals(4, scrape.value("joinly_manager_queue_depth{queue=\"store\"}"));
    assertEquals(1, scrape.value("joinly_manager_joinly_up"));
    assertTrue(scrape.value("memory_used_heap_bytes") > 0);
    assertTrue(scrape.value("process_start_time_seconds") > 0);
  }

  @Test
  void anAgentHasFiguresOnlyWhenAskedForAndOnlyWhileItExists() {
    fleet.add(1, AgentStatus.RUNNING, MeetingStatus.JOINED);
    assertFalse(Scrape.of(metrics(false)).text().contains("agent_00000001"));
    ManagerMetrics metrics = metrics(true);
    String info =
        "joinly_manager_agent_status{agent_id=\"agent_00000001\",meeting_status=\"joined\","
            + "status=\"running\"}";
    assertEquals(1, Scrape.of(metrics).value(info));
    fleet.remove(1);
    assertFalse(Scrape.of(metrics).text().contains("agent_00000001"));
  }

  @Test
  void aThousandAgentsMakeNoMoreSeries() {
    ManagerMetrics metrics = metrics(false);
    int few = Scrape.of(metrics).series().size();
    for (int i = 0; i < 1_000; i++) {
      fleet.add(
          i,
          i % 3 == 0 ? AgentStatus.ERROR : AgentStatus.RUNNING,
          i % 2 == 0 ? MeetingStatus.JOINED : MeetingStatus.LEFT);
    }
    assertEquals(few, Scrape.of(metrics).series().size());
    assertTrue(few < 500, "series: " + few);
  }

  @Test
  void twoManagersInOneJvmShareNoSeries() {
    String failures = "joinly_manager_store_failures_total";
    ManagerMetrics one = metrics(false);
    ManagerMetrics two = metrics(false);
    one.store().onFailed("The disk is full.");
    assertEquals(1, Scrape.of(one).value(failures));
    assertEquals(0, Scrape.of(two).value(failures));
    one.close();
    assertFalse(Scrape.parse(Scrape.page(one.registry()), one.scope()).has(failures));
    assertTrue(Scrape.of(two).has(failures));
    two.close();
  }

  @Test
  void theFleetIsLookedAtOnceForEachScrape() {
    ManagerMetrics metrics = metrics(true);
    Scrape ignored = Scrape.of(metrics);
    assertEquals(1, fleet.looks());
  }
}
