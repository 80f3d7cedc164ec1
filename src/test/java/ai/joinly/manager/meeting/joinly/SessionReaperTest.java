package ai.joinly.manager.meeting.joinly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.concurrent.Backoff;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionReaperTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SessionReaper reaper =
      new SessionReaper(
          LONG,
          Duration.ZERO,
          () ->
              new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), ThreadLocalRandom.current()));

  @AfterEach
  void close() {
    reaper.abort();
  }

  @Test
  void whatIsTriedInVainForLongIsNotWaitedFor() throws Exception {
    var stuck = reaper.end(() -> false, () -> {});
    assertFalse(reaper.awaitNone(LONG));
    assertEquals(1, reaper.pending());
    assertFalse(stuck.isDone());
  }

  @Test
  void whatIsTriedForTheFirstTimeIsWaitedFor() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    var ending = reaper.end(() -> answer.await(60, TimeUnit.SECONDS), () -> {});
    assertFalse(reaper.awaitNone(Duration.ofMillis(20)));
    answer.countDown();
    assertTrue(reaper.awaitNone(LONG));
    assertTrue(ending.get());
  }
}
