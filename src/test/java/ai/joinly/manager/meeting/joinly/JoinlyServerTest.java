package ai.joinly.manager.meeting.joinly;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.LONG;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.agent;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.server;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.mcp.RawServer;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingException.Category;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.RecordingListener;
import ai.joinly.manager.meeting.ScriptedJoinly;
import ai.joinly.manager.meeting.transcript.Transcripts;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How sessions start. */
class JoinlyServerTest extends WithJoinlyServer {
  private MeetingSession open(String name) throws Exception {
    return server.open(agent(name), SessionLedger.NONE, new RecordingListener());
  }

  private static MeetingException fails(Category category, ThrowingOpen open) {
    MeetingException failure = assertThrows(MeetingException.class, open::open);
    assertEquals(category, failure.category(), failure.getMessage());
    return failure;
  }

  /** Opens a session. */
  @FunctionalInterface
  private interface ThrowingOpen {
    void open() throws Exception;
  }

  private void intercept(String marker, ScriptedJoinly.Interceptor interceptor) {
    joinly.interceptor =
        (request, reply) -> request.body().contains(marker) && interceptor.takes(request, reply);
  }

  @Test
  void startsInTheOrderTheServerNeeds() throws Exception {
    MeetingSession session = open("Nova");
    assertEquals(
        List.of(
            "initialize",
            "notifications/initialized",
            "resources/subscribe",
            "resources/subscribe",
            "tools/list"),
        List.copyOf(joinly.log).subList(0, 5));
    assertTrue(joinly.only().settings.contains("\"name\":\"Nova\""), joinly.only().settings);
    assertEquals(joinly.only().id, session.id());
    assertEquals("speak_text", session.tools().getFirst().name());
  }

  @Test
  void fiftyAtOnceEachHearTheirOwnMeeting() throws Exception {
    Map<String, RecordingListener> listeners = new ConcurrentHashMap<>();
    List<Future<MeetingSession>> opened = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        RecordingListener listener = new RecordingListener();
        opened.add(
            threads.submit(
                () -> {
                  MeetingSession session = server.open(agent("Nova"), SessionLedger.NONE, listener);
                  listeners.put(session.id(), listener);
                  session.join();
                  return session;
                }));
      }
    }
    eventually(
        "all streams are open",
        () -> joinly.sessions.values().stream().allMatch(s -> s.stream.isPresent()));
    for (ScriptedJoinly.Session session : joinly.sessions.values()) {
      assertEquals(session, session.listeners.get("transcript://live"));
      assertEquals(session, session.listeners.get("transcript://live/segments"));
      joinly.say(session, Transcripts.said("for " + session.id, 0));
    }
    for (Future<MeetingSession> session : opened) {
      String text = "for " + session.get().id();
      listeners.get(session.get().id()).expect(text, "[" + text + "]");
    }
  }

  @Test
  void aJoinHoldsUpNobodysStart() throws Exception {
    CountDownLatch joining = new CountDownLatch(1);
    intercept(
        "join_meeting",
        (request, reply) -> {
          joining.countDown();
          reply.hold();
          return true;
        });
    MeetingSession first = open("A");
    Thread.ofVirtual().start(() -> assertThrows(Exception.class, first::join));
    joining.await();
    open("B");
    assertTrue(first.end(LONG));
  }

  @Test
  void aStartThatIsBrokenOffIsExplained() throws Exception {
    intercept(
        "initialize",
        (request, reply) -> {
          reply.begin("mcp-session-id: broken");
          reply.cut();
          return true;
        });
    MeetingException failure = fails(Category.START_FAILED, () -> open("A"));
    for (String hint : List.of("stt_args", "speech key", "browser", "log")) {
      assertTrue(failure.getMessage().contains(hint), failure.getMessage());
    }
    joinly.interceptor = (request, reply) -> false;
    open("B"); // the gate is open again
  }

  @Test
  void aServerThatGoesDownInTheMiddleOfAStartIsWorthAnotherTry() throws Exception {
    intercept(
        "initialize",
        (request, reply) -> {
          joinly.close();
          reply.begin("mcp-session-id: broken");
          return true;
        });
    assertTrue(fails(Category.UNREACHABLE, () -> open("A")).category().isPassing());
  }

  @Test
  void nothingIsLeftOfAStartThatFailsLate() throws Exception {
    intercept(
        "transcript://live/segments",
        (request, reply) -> {
          reply.answer(503, "", "");
          return true;
        });
    fails(Category.UNREACHABLE, () -> open("A"));
    assertTrue(server.awaitEnded(LONG));
    assertTrue(joinly.sessions.isEmpty());
    intercept(
        "tools/list",
        (request, reply) -> {
          reply.answer(503, "", "");
          return true;
        });
    fails(Category.UNREACHABLE, () -> open("A"));
    assertTrue(server.awaitEnded(LONG));
    assertTrue(joinly.sessions.isEmpty());
  }

  @Test
  void aCallerThatIsInterruptedLeavesAtOnceAndTheSessionIsDeletedBeforeTheNextStarts()
      throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch headers = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    intercept(
        "initialize",
        (request, reply) -> {
          if (!first.getAndSet(false)) {
            return false;
          }
          begun.countDown();
          headers.await();
          joinly.sessions.put("orphan", new ScriptedJoinly.Session("orphan", ""));
          reply.begin("mcp-session-id: orphan");
          reply.hold();
          return true;
        });
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  assertThrows(InterruptedException.class, () -> open("A"));
                  left.complete(true);
                });
    begun.await();
    caller.interrupt();
    assertTrue(left.get(5, TimeUnit.SECONDS));
    Future<MeetingSession> next =
        Executors.newVirtualThreadPerTaskExecutor().submit(() -> open("B"));
    assertEquals(1, joinly.log.stream().filter(m -> m.equals("initialize")).count());
    headers.countDown();
    next.get(10, TimeUnit.SECONDS);
    assertFalse(joinly.sessions.containsKey("orphan"));
    assertTrue(
        joinly.log.indexOf("DELETE") < joinly.log.lastIndexOf("initialize"), "" + joinly.log);
  }

  @Test
  void aStartThatTakesTooLongIsGivenUpAndDeletedWhenTheServerNamesItAfterAll() throws Exception {
    server = server(settings(joinly.url(), Duration.ofMillis(200), false));
    CountDownLatch headers = new CountDownLatch(1);
    intercept(
        "initialize",
        (request, reply) -> {
          headers.await();
          joinly.sessions.put("late", new ScriptedJoinly.Session("late", ""));
          reply.begin("mcp-session-id: late");
          reply.hold();
          return true;
        });
    fails(Category.TIMED_OUT, () -> open("A"));
    assertEquals(1, server.pendingEnds());
    assertFalse(server.awaitEnded(Duration.ofMillis(50)));
    headers.countDown();
    assertTrue(server.awaitEnded(LONG));
    assertTrue(joinly.sessions.isEmpty());
  }

  @Test
  void theQueueIsLimitedInTimeAndCanBeLeft() throws Exception {
    server = server(settings(joinly.url(), Duration.ofMillis(400), false));
    CountDownLatch begun = new CountDownLatch(1);
    intercept(
        "initialize",
        (request, reply) -> {
          begun.countDown();
          reply.hold();
          return true;
        });
    Thread holder = Thread.ofVirtual().start(() -> assertThrows(Exception.class, () -> open("A")));
    begun.await();
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  assertThrows(InterruptedException.class, () -> open("B"));
                  left.complete(true);
                });
    waiting.interrupt();
    assertTrue(left.get(5, TimeUnit.SECONDS));
    holder.join();
    assertEquals(List.of("initialize"), List.copyOf(joinly.log).subList(0, 1));
  }

  @Test
  void oneMeetingForAllCarriesOneAgent() throws Exception {
    joinly.version = "2.14.7";
    MeetingSession first = open("A");
    first.join();
    MeetingException refusal = fails(Category.OCCUPIED, () -> open("B"));
    assertTrue(refusal.getMessage().contains("one agent at a time"));
    assertTrue(server.awaitEnded(LONG));
    assertEquals(1, joinly.sessions.size(), "what was made to find out is gone");
    assertTrue(first.end(LONG));
    assertTrue(joinly.log.contains("leave_meeting"));
    open("C");
  }

  @Test
  void tellsWhichVersionsHaveOneMeetingForAll() {
    for (String version : List.of("1.12.0", "2.12.9", "", "x", "2", "2.2.13")) {
      assertFalse(MeetingSlot.isOneMeetingForAll(version), version);
    }
    for (String version : List.of("2.13.0", "2.14.7", "2.13rc1", "3.0.0")) {
      assertTrue(MeetingSlot.isOneMeetingForAll(version), version);
    }
  }

  @Test
  void aServerThatIsNotThereOrNotJoinlyIsNamedWithoutSecrets() throws Exception {
    URI gone;
    try (RawServer closed = new RawServer((request, reply) -> {})) {
      gone = closed.uri("/mcp/?token=secret");
    }
    server = server(settings(gone));
    MeetingException failure = fails(Category.UNREACHABLE, () -> open("A"));
    assertTrue(failure.getMessage().contains("127.0.0.1:" + gone.getPort() + "/mcp/"));
    assertFalse(failure.getMessage().contains("secret"));
    joinly.interceptor =
        (request, reply) -> {
          reply.answer(404, "text/html", "nope");
          return true;
        };
    server = server(settings(joinly.url()));
    assertTrue(fails(Category.PROTOCOL, () -> open("A")).getMessage().contains("path"));
  }

  @Test
  void aClosedServerStartsNothing() throws Exception {
    assertTrue(server.close(LONG));
    fails(Category.REFUSED, () -> open("A"));
    assertTrue(joinly.log.isEmpty());
  }
}
