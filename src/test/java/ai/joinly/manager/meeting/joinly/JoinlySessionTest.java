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

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingException.Category;
import ai.joinly.manager.meeting.MeetingListener;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.RecordingListener;
import ai.joinly.manager.meeting.ScriptedJoinly;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session does between its start and its end. */
class JoinlySessionTest {
  private final RecordingListener listener = new RecordingListener();
  private ScriptedJoinly joinly;
  private JoinlyServer server;
  private MeetingSession session;

  @BeforeEach
  void start() throws Exception {
    joinly = new ScriptedJoinly();
    server = server(settings(joinly.url()));
    session = server.open(agent("Nova"), SessionLedger.NONE, listener);
    eventually("the stream is open", () -> joinly.only().stream.isPresent());
  }

  @AfterEach
  void stop() throws Exception {
    session.end(Duration.ZERO);
    server.close(Duration.ZERO);
    joinly.close();
  }

  private void intercept(String marker, ScriptedJoinly.Interceptor interceptor) {
    joinly.interceptor =
        (request, reply) ->
            (request.method() + request.body()).contains(marker)
                && interceptor.takes(request, reply);
  }

  private static Category categoryOf(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(MeetingException.class, call).category();
  }

  private List<String> logFrom(String entry) {
    List<String> log = List.copyOf(joinly.log);
    return log.subList(log.indexOf(entry), log.size());
  }

  @Test
  void joinsWithNameAndPasscode() throws Exception {
    CompletableFuture<String> asked = new CompletableFuture<>();
    intercept(
        "join_meeting",
        (request, reply) -> {
          asked.complete(request.body());
          return false;
        });
    session.join();
    assertTrue(
        asked
            .join()
            .contains(
                """
                {"meeting_url":"https://meet.google.com/abc-defg-hij",\
                "participant_name":"Nova","passcode":"pass-1"}"""),
        asked.join());
  }

  @Test
  void aRefusedJoinCarriesTheServersReasonAndMayBeTriedAgain() throws Exception {
    intercept(
        "join_meeting",
        (request, reply) -> {
          ScriptedJoinly.tool(
              request, reply, true, "Error calling tool 'join_meeting': No such platform.");
          return true;
        });
    MeetingException refusal = assertThrows(MeetingException.class, session::join);
    assertEquals(Category.REFUSED, refusal.category());
    assertEquals("No such platform.", refusal.getMessage());
    joinly.interceptor = (request, reply) -> false;
    session.join();
  }

  @Test
  void aReasonThatQuotesTheAddressOrThePasscodeIsMasked() throws Exception {
    intercept(
        "tools/call",
        (request, reply) -> {
          ScriptedJoinly.tool(
              request,
              reply,
              true,
              "goto https://zoom.us/j/1?pwd=S3CRET&x=1 failed; wrong S3CRET, wrong pass-1");
          return true;
        });
    MeetingSession zoom =
        server.open(
            AgentConfig.builder("Nova", "https://zoom.us/j/1?pwd=S3CRET&x=1")
                .passcode(Optional.of(new Secret("pass-1")))
                .build(),
            SessionLedger.NONE,
            listener);
    String masked = "goto https://zoom.us/j/1?pwd=***&x=1 failed; wrong ***, wrong ***";
    assertEquals(masked, assertThrows(MeetingException.class, zoom::join).userMessage());
    assertEquals(masked, zoom.call("get_participants", "{}").text());
    zoom.end(Duration.ZERO);
  }

  @Test
  void anAddressInsideTheNetworkNeverReachesTheServer() throws Exception {
    session.join();
    AtomicBoolean reached = new AtomicBoolean();
    intercept(
        "share_screen",
        (request, reply) -> {
          reached.set(true);
          ScriptedJoinly.tool(request, reply, false, "Started sharing screen.");
          return true;
        });
    for (String arguments :
        List.of(
            "{\"url\":\"http://169.254.169.254/latest\"}",
            "{\"URL\":\"http://127.1/\"}",
            "{\"page\":{\"start_url\":\"file:///etc/passwd\"}}",
            "{\"urls\":[\"https://93.184.215.14/\",\"http://[::1]/\"]}",
            "{\"url\":7}")) {
      ToolOutcome refused = session.call("share_screen", arguments);
      assertTrue(refused.isError(), arguments);
      assertTrue(refused.text().startsWith("Not done: the address may not be opened"), arguments);
    }
    assertFalse(reached.get());
    assertFalse(session.call("share_screen", "{\"url\":\"https://93.184.215.14/\"}").isError());
    assertTrue(reached.get());
  }

  @Test
  void hearsByPushAndAlsoWithout() throws Exception {
    session.join();
    joinly.say(joinly.only(), said("pushed", 0));
    listener.expect("pushed", "[pushed]");
    joinly.only().transcript.add(said("not pushed", 3));
    listener.expect("not pushed", "[not pushed]");
  }

  @Test
  void hearsWhatIsSaidWhileTheStreamIsGone() throws Exception {
    session.join();
    joinly.say(joinly.only(), said("before", 0));
    listener.expect("before", "[before]");
    joinly.only().stream.orElseThrow().cut();
    joinly.only().transcript.add(said("meanwhile", 3));
    listener.expect("meanwhile", "[meanwhile]");
  }

  @Test
  void goesOnAfterTroubleAndTellsOfBoth() throws Exception {
    session.join();
    AtomicBoolean down = new AtomicBoolean(true);
    joinly.interceptor =
        (request, reply) -> {
          if (down.get()) {
            reply.answer(503, "", "");
          }
          return down.get();
        };
    listener.expect("trouble");
    joinly.only().transcript.add(said("meanwhile", 3));
    down.set(false);
    listener.expect("recovered", "meanwhile");
  }

  @Test
  void aServerThatForgotTheSessionIsToldOnce() throws Exception {
    session.join();
    joinly.only().stream.orElseThrow().cut();
    joinly.sessions.clear();
    eventually("it is told", () -> listener.heard.contains("lost"));
    assertEquals(Category.SESSION_LOST, categoryOf(() -> session.call("speak_text", "{}")));
    eventually("no connection is left", () -> joinly.openConnections() == 0);
    assertTrue(session.end(LONG));
    assertEquals(1, listener.heard.stream().filter("lost"::equals).count());
  }

  @Test
  void aCallThatMeetsALostSessionTellsTheListener() throws Exception {
    session.join();
    joinly.sessions.clear();
    assertEquals(Category.SESSION_LOST, categoryOf(() -> session.call("speak_text", "{}")));
    listener.expect("lost");
  }

  @Test
  void toolsAnswerWithTextPicturesAndErrors() throws Exception {
    assertEquals(
        ToolOutcome.done("Finished speaking."), session.call("speak_text", "{\"text\":\"Hello\"}"));
    assertTrue(session.call("no_such_tool", "").isError());
    intercept(
        "get_video_snapshot",
        (request, reply) -> {
          ScriptedJoinly.result(
              request,
              reply,
              """
              {"content":[{"type":"image","data":"aGk=","mimeType":"image/png"}],"isError":false}""");
          return true;
        });
    assertEquals(
        List.of(new Image("aGk=", "image/png")), session.call("get_video_snapshot", "{}").images());
  }

  @Test
  void brokenArgumentsAreAnErrorWithoutACall() throws Exception {
    for (String broken : List.of("{", "[]", "5", "{} {}", "null", "{\"a\":}")) {
      assertTrue(session.call("speak_text", broken).isError(), broken);
    }
    assertTrue(session.call("join_meeting", "{}").isError());
    assertFalse(joinly.log.contains("speak_text") || joinly.log.contains("join_meeting"));
  }

  @Test
  void endsByLeavingThenDeleting() throws Exception {
    session.join();
    assertTrue(session.end(LONG));
    assertEquals(
        List.of("leave_meeting", "resources/read", "resources/read", "DELETE"),
        logFrom("leave_meeting"),
        "the last words, then what was used");
    assertTrue(joinly.sessions.isEmpty());
    assertTrue(session.end(LONG), "twice does no harm");
    assertEquals(1, joinly.log.stream().filter("DELETE"::equals).count());
    eventually("no connection is left", () -> joinly.openConnections() == 0);
  }

  @Test
  void endsWithoutLeavingWhatWasNotJoined() throws Exception {
    assertTrue(session.end(LONG));
    assertFalse(joinly.log.contains("leave_meeting"));
    assertFalse(joinly.log.contains("notifications/cancelled"));
    assertEquals(Category.SESSION_LOST, categoryOf(session::join));
  }

  @Test
  void aMeetingThatTheAgentLeftIsNotLeftAgain() throws Exception {
    session.join();
    session.call("leave_meeting", "{}");
    assertTrue(session.end(LONG));
    assertEquals(1, joinly.log.stream().filter("leave_meeting"::equals).count());
  }

  @Test
  void aPendingJoinIsCancelledAndNothingIsDelayedByIt() throws Exception {
    CountDownLatch joining = new CountDownLatch(1);
    CompletableFuture<String> cancelled = new CompletableFuture<>();
    CompletableFuture<String> joinId = new CompletableFuture<>();
    joinly.interceptor =
        (request, reply) -> {
          if (request.body().contains("notifications/cancelled")) {
            cancelled.complete(request.body().replaceAll(".*requestId\":(\\d+).*", "$1"));
          }
          if (request.body().contains("join_meeting")) {
            joinId.complete(request.body().replaceAll(".*\"id\":(\\d+).*", "$1"));
            joining.countDown();
            reply.begin();
            reply.hold();
            return true;
          }
          return false;
        };
    CompletableFuture<Category> joined = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> joined.complete(categoryOf(session::join)));
    joining.await();
    assertTrue(session.end(LONG));
    assertEquals(joinId.join(), cancelled.join());
    assertEquals(Category.SESSION_LOST, joined.get(5, TimeUnit.SECONDS));
    assertFalse(joinly.log.contains("leave_meeting"), "it would wait for the join");
  }

  @Test
  void aSpeechIsNeverCancelledAndDelaysNoEnd() throws Exception {
    session.join();
    CountDownLatch speaking = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    joinly.interceptor =
        (request, reply) -> {
          if (request.body().contains("speak_text")) {
            speaking.countDown();
            reply.begin();
            left.await();
            ScriptedJoinly.tool(request, reply, true, "Error while speaking text");
            return true;
          }
          if (request.body().contains("leave_meeting")) {
            left.countDown();
          }
          return false;
        };
    Thread speech =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThrows(
                        Exception.class, () -> session.call("speak_text", "{\"text\":\"a\"}")));
    speaking.await();
    assertTrue(session.end(LONG));
    speech.join(Duration.ofSeconds(5));
    assertFalse(joinly.log.contains("notifications/cancelled"));
    assertEquals("leave_meeting", logFrom("leave_meeting").getFirst());
  }

  @Test
  void anInterruptOnlyEndsTheWaiting() throws Exception {
    session.join();
    CountDownLatch speaking = new CountDownLatch(1);
    intercept(
        "speak_text",
        (request, reply) -> {
          speaking.countDown();
          reply.begin();
          reply.hold();
          return true;
        });
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  assertThrows(InterruptedException.class, () -> session.call("speak_text", "{}"));
                  interrupted.complete(true);
                });
    speaking.await();
    caller.interrupt();
    assertTrue(interrupted.get(5, TimeUnit.SECONDS));
    assertFalse(joinly.log.contains("notifications/cancelled"));
    joinly.say(joinly.only(), said("still here", 1));
    listener.expect("still here");
  }

  @Test
  void whileAProxyDoesNotFindTheServerNothingCountsAsEnded() throws Exception {
    session.join();
    AtomicBoolean hidden = new AtomicBoolean(true);
    joinly.interceptor =
        (request, reply) -> {
          if (hidden.get()) {
            reply.answer(404, "text/plain", "404 page not found");
          }
          return hidden.get();
        };
    assertFalse(session.end(Duration.ofMillis(300)));
    assertEquals(1, joinly.sessions.size());
    hidden.set(false);
    assertTrue(session.end(LONG));
    assertTrue(joinly.sessions.isEmpty());
  }

  @Test
  void whatCannotBeEndedInTimeIsEndedInTheBackground() throws Exception {
    session.join();
    AtomicInteger deletions = new AtomicInteger();
    AtomicBoolean down = new AtomicBoolean(true);
    intercept(
        "DELETE",
        (request, reply) -> {
          deletions.incrementAndGet();
          if (down.get()) {
            reply.answer(503, "", "");
          }
          return down.get();
        });
    assertFalse(session.end(Duration.ofMillis(100)));
    assertEquals(1, server.pendingEnds());
    assertFalse(session.end(Duration.ofMillis(10)));
    down.set(false);
    assertTrue(server.awaitEnded(LONG));
    assertTrue(session.end(Duration.ZERO.plusMillis(10)));
    assertEquals(0, server.pendingEnds());
    assertTrue(joinly.sessions.isEmpty());
    assertTrue(deletions.get() >= 2);
  }

  @Test
  void aServerThatDoesNotAnswerDelaysNoEndBeyondItsLimit() throws Exception {
    session.join();
    joinly.interceptor =
        (request, reply) -> {
          reply.hold();
          return true;
        };
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> ended.complete(session.end(Duration.ofMillis(200))));
    assertFalse(ended.get(5, TimeUnit.SECONDS));
    assertFalse(server.close(Duration.ofMillis(100)));
    assertEquals(0, server.pendingEnds());
  }

  @Test
  void theEndWaitsForWhatTheListenerIsInTheMiddleOf() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch continueWith = new CountDownLatch(1);
    listener.onEach =
        () -> {
          inside.countDown();
          awaitUninterruptibly(continueWith);
        };
    session.join();
    joinly.say(joinly.only(), said("first", 1));
    inside.await();
    CompletableFuture<Integer> heardAtTheEnd = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              assertTrue(session.end(LONG));
              heardAtTheEnd.complete(listener.heard.size());
            });
    eventually("the session has ended", () -> joinly.sessions.isEmpty());
    assertFalse(heardAtTheEnd.isDone());
    continueWith.countDown();
    assertEquals(1, heardAtTheEnd.get(5, TimeUnit.SECONDS));
    assertEquals(1, listener.heard.size(), "the utterance is not told any more");
    eventually("no thread goes on", () -> joinly.openConnections() == 0);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // A listener that swallows the interrupt must not keep the session alive.
      }
    }
  }

  @Test
  void aListenerMayEndTheSessionItself() throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    CompletableFuture<MeetingSession> own = new CompletableFuture<>();
    MeetingSession second =
        server.open(
            agent("B"),
            SessionLedger.NONE,
            new MeetingListener() {
              @Override
              public void onSegments(List<ai.joinly.manager.domain.meeting.Segment> segments) {
                ended.complete(own.join().end(LONG));
              }

              @Override
              public void onUtterance(List<ai.joinly.manager.domain.meeting.Segment> segments) {}

              @Override
              public void onTrouble(String sentence) {}

              @Override
              public void onRecovered() {}

              @Override
              public void onLost(String sentence) {}
            });
    own.complete(second);
    second.join();
    joinly.sessions.get(second.id()).transcript.add(said("stop", 1));
    ended.get(10, TimeUnit.SECONDS);
    assertTrue(second.end(LONG));
  }

  @Test
  void aFrozenServerIsNoticedByItsSilence() throws Exception {
    try (ScriptedJoinly frozen = new ScriptedJoinly()) {
      JoinlyServer impatient = server(settings(frozen.url(), Duration.ofMillis(300), false));
      RecordingListener ears = new RecordingListener();
      MeetingSession listening = impatient.open(agent("C"), SessionLedger.NONE, ears);
      frozen.interceptor =
          (request, reply) -> {
            reply.hold();
            return true;
          };
      ears.expect("trouble");
      frozen.interceptor = (request, reply) -> false;
      ears.expect("recovered");
      listening.end(LONG);
    }
  }
}
