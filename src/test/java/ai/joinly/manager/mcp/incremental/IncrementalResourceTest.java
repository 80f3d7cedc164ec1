package ai.joinly.manager.mcp.incremental;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.RawServer;
import ai.joinly.manager.mcp.RawServer.Reply;
import ai.joinly.manager.mcp.RawServer.Request;
import ai.joinly.manager.mcp.incremental.IncrementalText.Reading;
import ai.joinly.manager.mcp.transport.McpHttp;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IncrementalResourceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String ODD = "“Größe” \"quoted\" \\ back\n\t日本語 😀 \u0001 end";

  /** How the server answers. */
  enum Form {
    JSON_BODY,
    EVENTS,
    /** In pieces of seven characters. */
    CRUMBS,
    /** Everything that is not ASCII as an escape. */
    ESCAPED,
    /** Another event before the answer. */
    LATE,
    /** As events, but the stream stays open. */
    OPEN,
    /** An error, and nothing more, but the stream stays open. */
    ERROR,
  }

  private final McpHttp http = McpHttp.create(LONG);
  private RawServer server;
  private IncrementalText resource;
  private volatile String text = "";
  private volatile Form form = Form.EVENTS;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer(this::answer);
    resource =
        new McpClient(http, server.uri("/mcp/"), new McpLimits(200_000, 2_000))
            .resume("s1", "2025-06-18", "1")
            .growingResource("transcript://live/segments", LONG);
  }

  @AfterEach
  void stop() throws Exception {
    http.close();
    server.close();
  }

  private void answer(Request request, Reply reply) throws Exception {
    String content = JSON.writeValueAsString(text);
    long id = JSON.readTree(request.body()).path("id").asLong();
    String json =
        ("{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"contents\":[{\"uri\":\"transcript://live\","
                + "\"mimeType\":\"application/json\",\"text\":%s}]}}")
            .formatted(id, form == Form.ESCAPED ? escaped(content) : content);
    switch (form) {
      case JSON_BODY -> reply.answer(200, "application/json", json);
      case EVENTS, ESCAPED ->
          events(reply, List.of("event: message\r\ndata: " + json + "\r\n\r\n"));
      case LATE ->
          events(
              reply,
              List.of(
                  "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\r\n\r\n",
                  "event: message\r\ndata: " + json + "\r\n\r\n"));
      case OPEN -> {
        reply.begin();
        reply.event(json);
      }
      case ERROR -> {
        reply.begin();
        reply.event(
            "{\"jsonrpc\":\"2.0\",\"id\":%d,\"error\":{\"code\":0,\"message\":\"no\"}}"
                .formatted(id));
      }
      case CRUMBS ->
          events(
              reply,
              List.of(("event: message\r\ndata: " + json + "\r\n\r\n").split("(?<=\\G.{7})")));
    }
    reply.hold();
  }

  private static void events(Reply reply, List<String> chunks) throws IOException {
    reply.begin();
    for (String chunk : chunks) {
      reply.chunk(chunk);
    }
    reply.end();
  }

  private static String escaped(String json) {
    StringBuilder escaped = new StringBuilder();
    json.chars()
        .forEach(c -> escaped.append(c < 128 ? Character.toString(c) : "\\u%04x".formatted(c)));
    return escaped.toString();
  }

  private Reading read(String now) throws Exception {
    text = now;
    return resource.read();
  }

  @ParameterizedTest
  @EnumSource(value = Form.class, mode = EnumSource.Mode.EXCLUDE, names = "ERROR")
  void leavesOutWhatIsSettled(Form as) throws Exception {
    form = as;
    boolean known = form != Form.LATE;
    String all = ODD.repeat(5);
    for (int settled : new int[] {1, 9, ODD.length(), ODD.length() * 4 + 3}) {
      assertEquals(new Reading(0, all), read(all));
      resource.settle(settled);
      Reading rest = read(all + "more");
      assertEquals(known ? settled : 0, rest.from());
      assertEquals((all + "more").substring(rest.from()), rest.text());
      assertEquals(all.length() + 4, rest.length());
      resource.settle(settled + (known ? 2 : 0));
      assertEquals(known ? settled + 2 : 0, read(all).from());
    }
    assertEquals(12, server.requests.size());
  }

  @ParameterizedTest
  @EnumSource(value = Form.class, mode = EnumSource.Mode.EXCLUDE, names = "ERROR")
  void givesAllOfATextThatHasBecomeAnother(Form as) throws Exception {
    form = as;
    String all = "0123456789".repeat(10);
    for (String other :
        List.of("x" + all.substring(1), all.substring(0, 89) + "x" + all, all.substring(1), "")) {
      read(all);
      resource.settle(90);
      assertEquals(new Reading(0, other), read(other));
    }
    read(all);
    resource.settle(90);
    boolean known = form != Form.LATE;
    assertEquals(
        new Reading(known ? 90 : 0, known ? "" : all.substring(0, 90)), read(all.substring(0, 90)));
  }

  @Test
  void givesAllWhereNothingWasSaidAboutTheLastReading() throws Exception {
    read("0123456789");
    resource.settle(5);
    assertEquals(new Reading(5, "56789"), read("0123456789"));
    assertEquals(new Reading(0, "0123456789"), read("0123456789"));
    resource.settle(0);
    assertEquals(new Reading(0, "0123456789"), read("0123456789"));
    resource.settle(11);
    assertEquals(new Reading(0, "0123456789"), read("0123456789"));
    resource.settle(5);
    assertEquals(new Reading(5, "56789"), read("0123456789"));
    resource.settle(4);
    assertEquals(new Reading(0, "0123456789"), read("0123456789"));
  }

  @Test
  void findsItsWayWhereTheServerAnswersInAnotherForm() throws Exception {
    read("0123456789");
    for (Form next : EnumSet.complementOf(EnumSet.of(Form.ERROR))) {
      resource.settle(5);
      form = next;
      assertEquals("0123456789x", whole(read("0123456789x")));
    }
  }

  private static String whole(Reading reading) {
    return "0123456789".substring(0, reading.from()) + reading.text();
  }

  @Test
  void anErrorIsHeardOfBeforeTheStreamEnds() throws Exception {
    read("0123456789");
    resource.settle(5);
    form = Form.ERROR;
    McpException.RpcError error = assertThrows(McpException.RpcError.class, resource::read);
    assertEquals("no", error.reason());
    form = Form.EVENTS;
    assertEquals(new Reading(0, "0123456789"), read("0123456789"));
  }

  @Test
  void aTextThatIsLongerThanWhatMayBeReadIsFollowedAllTheSame() throws Exception {
    StringBuilder all = new StringBuilder("x".repeat(150_000));
    read(all.toString());
    resource.settle(all.length() - 100);
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      all.append(random.nextInt()).append(ODD.repeat(random.nextInt(60)));
      Reading rest = read(all.toString());
      assertTrue(rest.from() > 0);
      assertEquals(all.substring(rest.from()), rest.text());
      resource.settle(all.length() - 1 - random.nextInt(5));
    }
    assertTrue(all.length() > 250_000);
  }
}
