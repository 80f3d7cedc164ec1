package ai.joinly.manager.meeting.joinly;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.LONG;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.agent;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.server;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.settings;
import static ai.joinly.manager.meeting.transcript.Transcripts.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.mcp.LostSessionForm;
import ai.joinly.manager.mcp.RawServer.Request;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingException.Category;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.RecordingListener;
import ai.joinly.manager.meeting.ScriptedJoinly;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A joinly server that speaks the protocol in other forms. */
class JoinlyProtocolTest {
  private final RecordingListener listener = new RecordingListener();
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private ScriptedJoinly joinly;
  private JoinlyServer server;

  @BeforeEach
  void start() throws Exception {
    joinly = new ScriptedJoinly();
    server = server(settings(joinly.url()));
  }

  @AfterEach
  void stop() throws Exception {
    server.close(Duration.ZERO);
    joinly.close();
    // A request without a session makes one: there is never a second one by accident.
    assertEquals(
        joinly.log.stream().filter("initialize"::equals).count(),
        requests.stream().filter(r -> r.header("mcp-session-id").isEmpty()).count());
  }

  private MeetingSession open() throws Exception {
    ScriptedJoinly.Interceptor former = joinly.interceptor;
    joinly.interceptor =
        (request, reply) -> {
          requests.add(request);
          return former.takes(request, reply);
        };
    return server.open(agent("Nova"), SessionLedger.NONE, listener);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-03-26", "2025-11-25", "2031-01-01"})
  void joinlyMaySpeakAnyVersion(String version) throws Exception {
    joinly.protocol = version;
    MeetingSession session = open();
    assertEquals("Finished speaking.", session.call("speak_text", "{}").text());
    assertTrue(
        requests.stream()
            .filter(r -> r.body().contains("speak_text"))
            .allMatch(r -> r.header("mcp-protocol-version").equals(version)));
    assertTrue(session.end(LONG));
  }

  @ParameterizedTest
  @MethodSource("ai.joinly.manager.mcp.LostSessionForm#all")
  void aLostSessionIsRecognizedInEachFormAndNothingIsSentTwice(LostSessionForm form)
      throws Exception {
    joinly.interceptor =
        (request, reply) -> {
          String session = request.header("mcp-session-id");
          boolean unknown = !session.isEmpty() && !joinly.sessions.containsKey(session);
          if (unknown) {
            form.answer(request, reply);
          }
          return unknown;
        };
    MeetingSession session = open();
    eventually("the stream is open", () -> joinly.only().stream.isPresent());
    session.join();
    joinly.sessions.clear();
    MeetingException failure =
        assertThrows(MeetingException.class, () -> session.call("speak_text", "{}"));
    assertEquals(Category.SESSION_LOST, failure.category());
    listener.expect("lost");
    assertEquals(1, joinly.log.stream().filter("speak_text"::equals).count());
    assertTrue(session.end(LONG));
  }

  @Test
  void foreignEventsAndQuestionsOnTheStreamHinderNothing() throws Exception {
    MeetingSession session = open();
    eventually("the stream is open", () -> joinly.only().stream.isPresent());
    var stream = joinly.only().stream.orElseThrow();
    stream.chunk("\uFEFFretry: 10\r\ndata: \r\n\r\nevent: ping\r\ndata: \r\n\r\n");
    stream.chunk("event: endpoint\r\ndata: /x\r\n\r\ndata: [DONE]\r\n\r\n");
    stream.event("[{\"id\":\"q\",\"method\":\"roots/list\"}]");
    eventually(
        "it is answered", () -> requests.stream().anyMatch(r -> r.body().contains("\"roots\":[]")));
    session.join();
    joinly.say(joinly.only(), said("pushed", 0));
    listener.expect("pushed", "[pushed]");
    assertTrue(session.end(LONG));
    assertFalse(listener.heard.contains("trouble"), listener.heard.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF@", "[@]", "\n event: x\ndata: \n\ndata: @\n\n"})
  void anAnswerOfAnotherFormIsRead(String body) throws Exception {
    MeetingSession session = open();
    joinly.interceptor =
        (request, reply) -> {
          requests.add(request);
          boolean speaks = request.body().contains("speak_text");
          if (speaks) {
            String id =
                new com.fasterxml.jackson.databind.json.JsonMapper()
                    .readTree(request.body())
                    .path("id")
                    .asText();
            String message = "{\"id\":\"%s\",\"result\":{\"content\":\"done\"}}".formatted(id);
            reply.answer(200, "application/json", body.replace("@", message));
          }
          return speaks;
        };
    assertEquals("done", session.call("speak_text", "{}").text());
    assertTrue(session.end(LONG));
  }
}
