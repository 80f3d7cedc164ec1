package ai.joinly.manager.meeting.joinly;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.agent;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.server;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingException.Category;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.RecordingListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starts and the writing down of their sessions. */
class JoinlyStartTest extends WithJoinlyServer {
  /** Writes when it is let, or not at all. */
  private static final class HeldLedger implements SessionLedger {
    final List<String> entries = new CopyOnWriteArrayList<>();
    final CountDownLatch waiting = new CountDownLatch(1);
    final CountDownLatch let = new CountDownLatch(1);
    volatile boolean failing;
    volatile boolean refusing;

    @Override
    public void named(String sessionId) throws MeetingException {
      if (refusing) {
        throw new MeetingException(Category.TIMED_OUT, "The disk is full.");
      }
      entries.add("named " + sessionId);
    }

    @Override
    public void ready(String sessionId, String protocolVersion, String serverVersion)
        throws MeetingException, InterruptedException {
      waiting.countDown();
      let.await();
      if (failing) {
        throw new MeetingException(Category.TIMED_OUT, "The disk is full.");
      }
      entries.add("ready " + sessionId);
    }

    @Override
    public void joining(String sessionId, long requestId) {}

    @Override
    public void joined(String sessionId) {}

    @Override
    public void ending(String sessionId) {
      entries.add("ending " + sessionId);
    }

    @Override
    public void gone(String sessionId) {
      entries.add("gone " + sessionId);
    }
  }

  private final HeldLedger ledger = new HeldLedger();

  @AfterEach
  void detach() {
    ledger.let.countDown();
  }

  private MeetingSession open(SessionLedger entries) throws Exception {
    return server.open(agent("Nova"), entries, new RecordingListener());
  }

  @Test
  void aSessionIsWrittenDownWhileOthersStart() throws Exception {
    FutureTask<MeetingSession> held = new FutureTask<>(() -> open(ledger));
    Thread.ofVirtual().start(held);
    ledger.waiting.await();
    open(SessionLedger.NONE);
    assertEquals(List.of("named session-1"), ledger.entries);
    ledger.let.countDown();
    assertEquals("session-1", held.get().id());
    assertEquals(List.of("named session-1", "ready session-1"), ledger.entries);
  }

  @Test
  void aSessionThatCannotBeWrittenDownIsEndedAndLeavesItsPlace() throws Exception {
    joinly.version = "2.13.1"; // a server with one meeting for all
    ledger.failing = true;
    ledger.let.countDown();
    MeetingException failure = assertThrows(MeetingException.class, () -> open(ledger));
    assertEquals("The disk is full.", failure.getMessage());
    assertTrue(joinly.sessions.isEmpty());
    assertEquals(List.of("named session-1", "gone session-1"), ledger.entries);
    assertEquals("session-2", open(SessionLedger.NONE).id());
  }

  @Test
  void nothingIsDoneWithASessionThatNobodyWouldKnowOf() throws Exception {
    ledger.refusing = true;
    assertThrows(MeetingException.class, () -> open(ledger));
    assertTrue(joinly.sessions.isEmpty());
    assertEquals(List.of("initialize", "DELETE"), List.copyOf(joinly.log));
    assertEquals("session-2", open(SessionLedger.NONE).id());
  }

  @Test
  void aSessionThatCannotBeWrittenDownNorEndedIsEndedLater() throws Exception {
    ledger.failing = true;
    ledger.let.countDown();
    joinly.interceptor =
        (request, reply) -> {
          boolean first = request.method().equals("DELETE");
          if (first) {
            joinly.interceptor = (next, answer) -> false;
            reply.answer(503, "", "");
          }
          return first;
        };
    assertThrows(MeetingException.class, () -> open(ledger));
    eventually("it is ended", joinly.sessions::isEmpty);
    eventually("and that is written", () -> ledger.entries.contains("gone session-1"));
  }

  @Test
  void whoeverIsInterruptedWhileItIsWrittenDownLeavesNothingBehind() throws Exception {
    FutureTask<MeetingSession> held = new FutureTask<>(() -> open(ledger));
    Thread opener = Thread.ofVirtual().start(held);
    ledger.waiting.await();
    opener.interrupt();
    eventually("it is ended", joinly.sessions::isEmpty);
    eventually("and that is written", () -> ledger.entries.contains("gone session-1"));
    assertEquals("session-2", open(SessionLedger.NONE).id());
  }
}
