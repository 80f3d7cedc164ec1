package ai.joinly.manager.api.rest;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.api.websocket.SocketTestServer.ADA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.websocket.SocketTestServer;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events by polling, and transcripts in all their forms. */
class HistoryTest {
  private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");

  private final SocketTestServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  HistoryTest() throws Exception {
    server = new SocketTestServer(SocketTestServer.limits());
  }

  @AfterEach
  void close() {
    http.close();
    server.close();
  }

  private void heard(double start, String speaker, String text, Role role) {
    server.publish(
        ADA,
        new EventData.SegmentHeard(
            new Segment(
                text, start, start + 1.5, Optional.of(speaker).filter(s -> !s.isEmpty()), role),
            NINE.plusMillis(Math.round(start * 1_000))));
  }

  private void meeting() {
    heard(1, "Ada", "Hello <all> & welcome.", Role.PARTICIPANT);
    heard(5, "Joe", "Hello  Ada.", Role.ASSISTANT);
    heard(3, "", "Who --> is\nthat?", Role.PARTICIPANT); // found late, said before
  }

  private HttpResponse<String> get(String path, String accept) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String transcript(String format) throws Exception {
    return get("/agents/" + ADA + "/transcript?format=" + format, "").body();
  }

  @Test
  void digitsAreAsciiInEveryLocale() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertEquals("٧", "%d".formatted(7), "the locale has digits of its own");
      expectTextVttAndSubRip();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void textVttAndSubRip() throws Exception {
    expectTextVttAndSubRip();
  }

  private void expectTextVttAndSubRip() throws Exception {
    meeting();
    assertEquals(
        """
        [2026-03-01 09:00:01Z] Ada: Hello <all> & welcome.
        [2026-03-01 09:00:03Z] Unknown: Who --> is that?
        [2026-03-01 09:00:05Z] Joe (agent): Hello Ada.
        """,
        transcript("text"));
    assertEquals(
        """
        WEBVTT

        00:00:00.000 --> 00:00:01.500
        <v Ada>Hello &lt;all&gt; &amp; welcome.

        00:00:02.000 --> 00:00:03.500
        <v Unknown>Who --&gt; is that?

        00:00:04.000 --> 00:00:05.500
        <v Joe (agent)>Hello Ada.
        """,
        transcript("vtt"));
    assertEquals(
        """
        1
        00:00:00,000 --> 00:00:01,500
        Ada: Hello <all> & welcome.

        2
        00:00:02,000 --> 00:00:03,500
        Unknown: Who -> is that?

        3
        00:00:04,000 --> 00:00:05,500
        Joe (agent): Hello Ada.

        """,
        transcript("srt"));
  }

  @Test
  void timesAreInTheZoneOfTheAgentButForJson() throws Exception {
    server.agents.timezone = Optional.of(ZoneId.of("America/New_York"));
    meeting();
    assertTrue(transcript("text").startsWith("[2026-03-01 04:00:01-05:00] Ada: "));
    assertTrue(transcript("markdown").contains("**Ada** (2026-03-01 04:00:01-05:00): "));
    assertTrue(transcript("json").contains("2026-03-01T09:00:03.000Z"));
  }

  @Test
  void jsonAndMarkdownAndWhatIsNew() throws Exception {
    meeting();
    JsonNode segments = Json.mapper().readTree(transcript("json")).get("segments");
    assertEquals(3, segments.size());
    assertEquals("2026-03-01T09:00:03.000Z", segments.get(1).get("timestamp").asText());
    assertTrue(segments.get(1).get("speaker").isNull());
    assertTrue(segments.get(2).get("is_agent").asBoolean());
    JsonNode later =
        Json.mapper().readTree(get("/agents/" + ADA + "/transcript?after=2", "").body());
    assertEquals(1, later.get("segments").size());
    assertTrue(transcript("markdown").contains("**Ada** (2026-03-01 09:00:01Z): Hello \\<all\\>"));
  }

  @Test
  void theFormatCanBeAccepted() throws Exception {
    String path = "/agents/" + ADA + "/transcript";
    assertTrue(get(path, "text/vtt").body().startsWith("WEBVTT"));
    assertTrue(get(path, "text/html,*/*;q=0.8").body().startsWith("{"));
    assertTrue(get(path, "text/plain;q=0.5, text/markdown").body().startsWith("#"));
    assertEquals(406, get(path, "image/png").statusCode());
    assertEquals(400, get(path + "?format=pdf", "").statusCode());
    assertEquals(400, get(path + "?fromat=text", "").statusCode());
    assertEquals(400, get(path + "?after=-1", "").statusCode());
    assertEquals(404, get("/agents/agent_ffffffff/transcript", "").statusCode());
  }

  /** Readers that wait hold little: events of 60 KB are not read by hundreds at once. */
  @Test
  void largeEventsComeInSmallPages() throws Exception {
    int lines = 30;
    for (int i = 0; i < lines; i++) {
      heard(i % 2 == 0 ? i + 1 : i - 1, "Ada", i + "x".repeat(60 * 1024), Role.PARTICIPANT);
    }
    JsonNode segments = Json.mapper().readTree(transcript("json")).get("segments");
    assertEquals(lines, segments.size());
    assertTrue(segments.get(0).get("text").asText().startsWith("1x"), "said first, found later");
    assertTrue(segments.get(1).get("text").asText().startsWith("0x"));
    int after = 0;
    int pages = 0;
    while (after < lines) {
      String body = get("/agents/" + ADA + "/events?limit=1000&after=" + after, "").body();
      assertTrue(body.length() < 600 * 1024, "an answer of " + body.length());
      JsonNode page = Json.mapper().readTree(body);
      assertEquals(after + 1, page.at("/events/0/seq").asInt());
      assertEquals(lines, page.get("last_seq").asInt());
      assertTrue(page.path("truncated").isMissingNode(), "nothing is missing");
      after = page.get("next_after").asInt();
      pages++;
    }
    assertTrue(pages > 3, "in " + pages + " pages");
  }

  @Test
  void aLongTranscriptComesWhole() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      heard(i, "Ada", "line " + i, Role.PARTICIPANT);
    }
    assertEquals(5_000, transcript("text").lines().count());
  }

  @Test
  void eventsCanBePolled() throws Exception {
    String path = "/agents/" + ADA + "/events";
    server.log(ADA, "one");
    server.log(ADA, "two");
    JsonNode page = Json.mapper().readTree(get(path + "?after=1", "").body());
    assertEquals(1, page.get("events").size());
    assertEquals(2, page.get("next_after").asLong());
    assertEquals(2, page.get("last_seq").asLong());
    CompletableFuture<String> waiting = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                waiting.complete(get(path + "?after=2&wait_seconds=20", "").body());
              } catch (Exception e) {
                waiting.completeExceptionally(e);
              }
            });
    eventually("somebody waits", () -> server.hub.agentsFollowed() == 1);
    server.log(ADA, "three");
    assertTrue(waiting.get().contains("three"));
    assertEquals(
        "{\"error\":\"Not valid: after must be a whole number from 0 to 3.\","
            + "\"code\":\"invalid_fields\",\"fields\":[{\"field\":\"after\","
            + "\"message\":\"must be a whole number from 0 to 3\"}]}\n",
        get(path + "?after=4", "").body(),
        "a client that asks beyond the end would miss what comes");
    assertEquals(200, get(path + "?after=3", "").statusCode());
    assertTrue(
        get(path + "?limt=5", "").body().contains("limt does not exist (did you mean limit"));
    for (String bad : new String[] {"after=x", "limit=0", "limit=1001", "wait_seconds=61"}) {
      assertEquals(400, get(path + "?" + bad, "").statusCode(), bad);
    }
  }
}
