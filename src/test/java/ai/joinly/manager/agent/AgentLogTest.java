package ai.joinly.manager.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The newest lines, and that nobody is shown old ones. */
class AgentLogTest {
  private List<LogEntry> stored = List.of();
  private final AgentLog log = new AgentLog(() -> stored);

  private void add(int number) {
    log.add(new LogEntry(Instant.EPOCH.plusSeconds(number), LogLevel.INFO, "line " + number));
  }

  private List<String> newest(int lines) {
    return log.newest(lines).stream().map(LogEntry::message).toList();
  }

  @Test
  void aLineShowsAtOnceThoughTheLogWasLookedAtBefore() {
    assertEquals(List.of(), newest(100));
    for (int i = 0; i < 3; i++) {
      add(i);
      assertEquals(i + 1, newest(100).size());
      assertEquals("line " + i, newest(100).getLast());
    }
    assertEquals(List.of("line 1", "line 2"), newest(2));
  }

  @Test
  void theOldestGoWhenItIsFull() {
    for (int i = 0; i < AgentLog.MAX_LINES + 5; i++) {
      add(i);
      assertEquals("line " + i, newest(AgentLog.MAX_LINES).getLast());
    }
    assertEquals(AgentLog.MAX_LINES, newest(1_000).size());
    assertEquals("line 5", newest(1_000).getFirst());
  }

  @Test
  void longLinesAreKeptUpToALimitTogether() {
    for (int i = 0; i < AgentLog.MAX_LINES; i++) {
      log.add(new LogEntry(Instant.EPOCH, LogLevel.INFO, i + "x".repeat(4_000)));
    }
    assertEquals(8, log.newest(100).size());
    assertEquals("99x", log.newest(100).getLast().message().substring(0, 3));
  }

  @Test
  void aReleasedLogIsTheSameAndGoesOn() {
    add(1);
    add(2);
    log.release();
    assertEquals(List.of("line 1", "line 2"), newest(100));
    add(3);
    assertEquals(List.of("line 2", "line 3"), newest(2));
    log.hold();
    add(4);
    assertEquals(List.of("line 1", "line 2", "line 3", "line 4"), newest(100));
  }

  @Test
  void whatMemoryHadNoRoomForIsReadFromTheStore() {
    add(1);
    log.release();
    stored = List.of(new LogEntry(Instant.EPOCH, LogLevel.INFO, "stored"));
    log.forget();
    assertEquals(List.of("stored"), newest(100));
  }

  @Test
  void whatDidNotChangeIsNotMadeAnew() {
    add(1);
    assertSame(log.newest(100), log.newest(100));
  }
}
