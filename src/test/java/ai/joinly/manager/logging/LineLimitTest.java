package ai.joinly.manager.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LineLimitTest {
  private final Queue<Runnable> seconds = new ArrayDeque<>();
  private final List<Integer> leftOut = new ArrayList<>();
  private final LineLimit limit = new LineLimit(3, leftOut::add, seconds::add);

  @Test
  void aLineCountsWhatIsBeyondTheLimit() {
    for (int i = 0; i < 100; i++) {
      assertEquals(i < 3, limit.take());
    }
    assertEquals(1, seconds.size());
    seconds.remove().run();
    assertEquals(List.of(97), leftOut);
    assertTrue(limit.take());
    seconds.remove().run();
    assertEquals(List.of(97), leftOut, "nothing was left out");
  }

  @Test
  void theWebServersLinesHoldNothingThatClientsSent() {
    WebServerLines lines = new WebServerLines(limit);
    RuntimeException thrown =
        new IllegalArgumentException("bad value s3cret", new IllegalStateException("s3cret"));
    LogRecord record = new LogRecord(Level.WARNING, "[0x1] bad request s3cret");
    record.setLoggerName("io.helidon.webserver.http1.Http1Connection");
    record.setThrown(thrown);
    record.setParameters(new Object[] {"s3cret"});
    assertTrue(lines.isLoggable(record));
    StringWriter trace = new StringWriter();
    record.getThrown().printStackTrace(new PrintWriter(trace));
    assertFalse((record.getMessage() + trace).contains("s3cret"), trace.toString());
    assertNull(record.getParameters());
    assertTrue(trace.toString().contains("java.lang.IllegalArgumentException"), trace.toString());
    assertTrue(trace.toString().contains("LineLimitTest"), trace.toString());
  }

  @Test
  void theWebServersLinesAreLimitedAndNoOthers() {
    WebServerLines lines = new WebServerLines(limit);
    for (int i = 0; i < 10; i++) {
      assertEquals(i < 3, lines.isLoggable(record("io.helidon.webserver.ConnectionHandler")));
      assertTrue(lines.isLoggable(record("io.helidon.webserver.LoomServer")));
      assertTrue(lines.isLoggable(record("ai.joinly.manager.api.http.ErrorResponses")));
    }
  }

  private static LogRecord record(String logger) {
    LogRecord record = new LogRecord(Level.WARNING, "text");
    record.setLoggerName(logger);
    return record;
  }
}
