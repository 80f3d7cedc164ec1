package ai.joinly.manager.metrics;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PlatformThreadTest {
  @Test
  void theWorkIsDoneOnANamedPlatformThreadBeforeTheCallReturns() throws Exception {
    List<Thread> workers = new ArrayList<>(); // its owner is the worker, then the caller
    FutureTask<Boolean> caller =
        new FutureTask<>(
            () -> {
              PlatformThread.run("scrape", () -> workers.add(Thread.currentThread()));
              return true;
            });
    Thread.ofVirtual().start(caller);

    assertTrue(caller.get());
    assertEquals(List.of("scrape"), workers.stream().map(Thread::getName).toList());
    assertFalse(workers.getFirst().isVirtual());
  }

  @Test
  void anIoExceptionReachesTheCaller() {
    IOException failure = new IOException("broken pipe");

    assertSame(failure, assertThrows(IOException.class, () -> failWith(failure)));
  }

  @Test
  void aRuntimeExceptionReachesTheCaller() {
    IllegalArgumentException failure = new IllegalArgumentException("no such name");

    assertSame(failure, assertThrows(RuntimeException.class, () -> failWith(failure)));
  }

  @Test
  void anErrorReachesTheCaller() {
    StackOverflowError failure = new StackOverflowError();

    assertSame(failure, assertThrows(StackOverflowError.class, () -> failWith(failure)));
  }

  @Test
  void anInterruptedCallerWaitsForTheWorkAndStaysInterrupted() throws IOException {
    Thread caller = Thread.currentThread();
    AtomicBoolean done = new AtomicBoolean();
    caller.interrupt();

    PlatformThread.run(
        "scrape",
        () -> {
          eventually("the caller waits anew", () -> waits(caller));
          done.set(true);
        });

    assertTrue(Thread.interrupted());
    assertTrue(done.get());
  }

  private static boolean waits(Thread caller) {
    return !caller.isInterrupted() && caller.getState() == Thread.State.WAITING;
  }

  private static void failWith(Throwable failure) throws IOException {
    PlatformThread.run(
        "scrape",
        () -> {
          switch (failure) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw (Error) failure;
          }
        });
  }
}
