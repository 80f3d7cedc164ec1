package ai.joinly.manager.agent.worker;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.worker.SerialExecutor.Admission;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.logging.LogContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue of an agent's thread: its order, its limits and its end. */
class SerialExecutorTest {
  private static final AgentId ID = AgentId.of(7);
  private static final int COMMANDS = 64;
  private static final int REPORTS = 256;

  private final SerialExecutor executor = new SerialExecutor(ID);
  private final Owner owner = new Owner();
  private final List<String> ran = new ArrayList<>();
  private boolean started;

  /** Fields belong to the executor's thread unless they are thread-safe. */
  private static final class Owner implements SerialExecutor.Owner {
    volatile boolean terminated;
    volatile boolean released;
    final AtomicInteger defects = new AtomicInteger();
    final AtomicInteger looks = new AtomicInteger();

    @Override
    public boolean isTerminated() {
      return terminated;
    }

    @Override
    public Optional<Duration> nextPause() {
      return Optional.empty();
    }

    @Override
    public void afterTask() {
      looks.incrementAndGet();
    }

    @Override
    public void onDefect() {
      defects.incrementAndGet();
    }

    @Override
    public void onTerminated() {
      released = true;
    }
  }

  @AfterEach
  void end() {
    terminate();
  }

  private void terminate() {
    if (!started) {
      start();
    }
    executor.execute(() -> owner.terminated = true);
    eventually("it has ended", () -> owner.released);
  }

  private void start() {
    started = true;
    executor.start(owner);
  }

  private Admission command(String name) {
    return executor.submit(() -> ran.add(name), () -> ran.add("refused " + name));
  }

  @Test
  void tasksRunInTheirOrderAsWorkForTheAgent() {
    executor.execute(() -> ran.add("report of " + LogContext.agent().orElseThrow()));
    command("command");
    executor.execute(() -> ran.add("report"));
    terminate();
    assertEquals(List.of("report of " + ID, "command", "report"), ran);
    assertEquals(4, owner.looks.get(), "it looks at what is due after each task");
  }

  @Test
  void tooManyCommandsAreRefusedWhateverReportsWait() {
    for (int i = 0; i < REPORTS; i++) {
      executor.execute(() -> {});
    }
    for (int i = 0; i < COMMANDS; i++) {
      assertEquals(Admission.ACCEPTED, command("command " + i));
    }
    assertEquals(Admission.FULL, command("one more"));
  }

  @Test
  void reportsWaitForRoomWhateverCommandsWait() throws Exception {
    for (int i = 0; i < COMMANDS; i++) {
      command("command");
    }
    ConcurrentLinkedQueue<Integer> added = new ConcurrentLinkedQueue<>();
    Thread reporter =
        Thread.ofVirtual()
            .start(
                () -> {
                  Thread.currentThread().interrupt(); // which loses no report
                  for (int i = 0; i <= REPORTS; i++) {
                    executor.execute(() -> ran.add("report"));
                    added.add(i);
                  }
                });
    eventually("the queue is full", () -> added.size() == REPORTS && isWaiting(reporter));
    start();
    reporter.join();
    terminate();
    assertEquals(COMMANDS + REPORTS + 1, ran.size());
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.WAITING;
  }

  @Test
  void aReportThatExceedsTheLimitOfTextHasTheQueueToItself() throws Exception {
    executor.execute(() -> ran.add("small"));
    executor.execute(5_000_000, () -> ran.add("large"));
    CountDownLatch added = new CountDownLatch(1);
    Thread reporter =
        Thread.ofVirtual()
            .start(
                () -> {
                  executor.execute(1, () -> ran.add("more text"));
                  added.countDown();
                });
    eventually("it waits", () -> isWaiting(reporter));
    start();
    added.await();
    reporter.join();
    terminate();
    assertEquals(List.of("small", "large", "more text"), ran);
  }

  @Test
  void aDefectIsHandledAndTheNextTaskRuns() {
    executor.execute(
        () -> {
          throw new IllegalStateException("with words from a meeting");
        });
    executor.execute(
        () -> {
          throw new StackOverflowError();
        });
    command("next");
    terminate();
    assertEquals(2, owner.defects.get());
    assertEquals(List.of("next"), ran);
  }

  @Test
  void whatIsLeftAtTheEndIsRefused() {
    executor.execute(() -> owner.terminated = true);
    command("command");
    executor.execute(() -> ran.add("report"));
    executor.execute(() -> ran.add("session"), () -> ran.add("session is ended"));
    start();
    eventually("it refuses", () -> executor.submit(() -> {}, () -> {}) == Admission.CLOSED);
    eventually("all is refused", () -> owner.released && ran.size() == 2);
    assertEquals(List.of("refused command", "session is ended"), ran);
    executor.execute(() -> ran.add("report"));
    executor.execute(() -> ran.add("session"), () -> ran.add("late session is ended"));
    assertEquals("late session is ended", ran.getLast());
    assertEquals(3, ran.size());
  }

  @Test
  void tasksOfAnEndedScopeAreDropped() {
    TaskScope scope = executor.newScope();
    scope.execute(() -> ran.add("current"));
    executor.execute(scope::end);
    scope.execute(1, () -> ran.add("former"));
    terminate();
    assertEquals(List.of("current"), ran);
    assertFalse(scope.isCurrent());
  }

  @Test
  void theEndOfAChildTaskFollowsItsReports() {
    ChildTasks children = new ChildTasks(ID, executor);
    executor.execute(
        () ->
            children.start(
                "child",
                () -> {
                  executor.execute(() -> ran.add("report of " + LogContext.agent().orElseThrow()));
                  throw new IllegalStateException("defect");
                },
                () -> {
                  ran.add(children.allEnded() ? "end" : "too soon");
                  owner.terminated = true;
                }));
    start();
    eventually("it has ended", () -> owner.released);
    assertEquals(List.of("report of " + ID, "end"), ran);
    assertEquals(0, owner.defects.get(), "a child task is not the agent's thread");
    assertTrue(children.allEnded());
  }
}
