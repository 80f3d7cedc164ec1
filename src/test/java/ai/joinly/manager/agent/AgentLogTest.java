package ai.joinly.manager.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.joinly.manager.model.LogEntry;
import ai.joinly.manager.model.LogLevel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The newest lines, and that nobody is shown old ones. */
class AgentLogTest {
  private final AgentLog log = new AgentLog();

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
    for (int i = 0; i < AgentLog.MOST_LINES + 5; i++) {
      add(i);
      assertEquals("line " + i, newest(AgentLog.MOST_LINES).getLast());
    }
    assertEquals(AgentLog.MOST_LINES, newest(1_000).size());
    assertEquals("line 5", newest(1_000).getFirst());
  }

  @Test
  void whatDidNotChangeIsNotMadeAnew() {
    add(1);
    assertSame(log.newest(100), log.newest(100));
  }
}
