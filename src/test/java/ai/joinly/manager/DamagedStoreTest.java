package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.simulator.SimulatedSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A manager starts on a database with damaged rows, and says which. */
@Tag("system")
class DamagedStoreTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";
  private static final String OTHER = "https://meet.google.com/abc-defg-xyz";

  private static void change(Path database, String sql) {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String joined(TestManager manager, String url) throws Exception {
    String id = manager.create("Ada", url);
    manager.awaitField(id, "meeting_status", "joined");
    return id;
  }

  @Test
  void aDamagedAgentIsLeftOutItsSessionEndedAndTheOthersGoOn() throws Exception {
    try (TestManager manager = TestManager.staying(2)) {
      String lost = joined(manager, URL);
      String other = joined(manager, OTHER);
      String damage = "UPDATE agents SET config = 'rubbish' WHERE id = '" + lost + "'";
      manager.restart(false, () -> change(manager.database(), damage));

      manager.awaitField(other, "meeting_status", "joined");
      assertEquals(404, manager.status("/agents/" + lost));
      eventually(
          "its session is ended",
          () ->
              manager.joinly.openSessions().stream()
                  .noneMatch(s -> s.meetingUrl().filter(URL::equals).isPresent()));
      JsonNode store = detail(manager, "store");
      assertEquals("up", store.path("status").asText().toLowerCase(java.util.Locale.ROOT));
      assertEquals(1, store.path("damaged_rows").asInt(), store.toString());
      assertEquals(
          1, manager.scrape().value("joinly_manager_store_damaged_rows_total{table=\"agents\"}"));
    }
  }

  private static JsonNode detail(TestManager manager, String name) throws Exception {
    JsonNode health = manager.call("GET", "/health").body();
    return health.findValue(name) == null ? health : health.findValue(name);
  }

  @Test
  void damagedEventsAreShownAsTruncatedAndLeftOutElsewhere() throws Exception {
    try (TestManager manager = TestManager.staying(2)) {
      String id = joined(manager, URL);
      SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
      for (String line : List.of("one", "two", "three")) {
        session.participantSaysAtOnce("Bob", "This is line " + line + ".");
      }
      String transcript = "/agents/" + id + "/transcript?format=text";
      eventually("all is heard", () -> manager.get(transcript).contains("line three"));
      manager.call("POST", "/agents/" + id + "/stop");
      manager.awaitField(id, "status", "stopped");
      manager.restart(
          false,
          () ->
              change(
                  manager.database(),
                  "UPDATE events SET json = json || '}' WHERE json LIKE '%line two%'"));

      String text = manager.get(transcript);
      assertTrue(text.contains("line one") && text.contains("line three"), text);
      assertFalse(text.contains("line two"), text);
      eventually(
          "the agent's log says so",
          () -> manager.get("/agents/" + id + "/logs?lines=100").contains("of the table events"));
      seeGaps(manager, id);
    }
  }

  /** Polls as a client does: of each number it gets the event, or hears that it is missing. */
  private static void seeGaps(TestManager manager, String id) throws Exception {
    for (int limit : List.of(1, 2, 100)) {
      long next = 0;
      int gaps = 0;
      JsonNode page = events(manager, id, next, limit);
      // What is found damaged on the way becomes an event, too.
      while (next < page.path("last_seq").asLong()) {
        List<Long> seen =
            page.path("events").valueStream().map(e -> e.path("seq").asLong()).toList();
        List<Long> missing =
            page.has("truncated")
                ? LongStream.rangeClosed(
                        page.at("/truncated/from").asLong(), page.at("/truncated/to").asLong())
                    .boxed()
                    .toList()
                : List.of();
        gaps += missing.size();
        long after = page.path("next_after").asLong();
        assertEquals(
            LongStream.rangeClosed(next + 1, after).boxed().toList(),
            java.util.stream.Stream.concat(seen.stream(), missing.stream()).sorted().toList());
        next = after;
        page = events(manager, id, next, limit);
      }
      assertTrue(gaps >= 1, "at least the segment");
      assertTrue(page.path("events").isEmpty() && !page.has("truncated"), page.toString());
    }
  }

  private static JsonNode events(TestManager manager, String id, long after, int limit)
      throws Exception {
    return manager
        .call("GET", "/agents/" + id + "/events?after=" + after + "&limit=" + limit)
        .body();
  }

  /** Returns the number of the newest event once no more follow. */
  private static long lastOf(TestManager manager, String id) throws Exception {
    long after = 0;
    JsonNode page;
    do {
      page =
          manager
              .call("GET", "/agents/" + id + "/events?wait_seconds=2&limit=100&after=" + after)
              .body();
      after = page.path("next_after").asLong();
    } while (!page.path("events").isEmpty());
    return after;
  }

  @Test
  void aDamagedNewestEventDoesNotMakeAPollWait() throws Exception {
    try (TestManager manager = TestManager.staying(2)) {
      String id = joined(manager, URL);
      manager.call("POST", "/agents/" + id + "/stop");
      manager.awaitField(id, "status", "stopped");
      long last = lastOf(manager, id);
      assertTrue(last > 1, last + " events");
      change(manager.database(), "UPDATE events SET json = '{' WHERE seq = " + last);
      JsonNode page =
          manager
              .call("GET", "/agents/" + id + "/events?wait_seconds=60&after=" + (last - 1))
              .body();
      // A line of the log may have followed meanwhile.
      assertEquals(last, page.at("/truncated/from").asLong(), page.toString());
      assertTrue(page.path("next_after").asLong() >= last, page.toString());
    }
  }
}
