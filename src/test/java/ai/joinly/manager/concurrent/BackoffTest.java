package ai.joinly.manager.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void growsToTheLongestAndBeginsAnew() {
    Backoff backoff = Backoff.standard(() -> 0); // no luck at all: the shortest half
    assertEquals(
        List.of(125L, 250L, 500L, 1_000L, 2_000L, 2_500L, 2_500L),
        Stream.generate(backoff::next).limit(7).map(Duration::toMillis).toList());
    backoff.reset();
    assertEquals(125, backoff.next().toMillis());
  }

  @Test
  void spreadsOverTheUpperHalf() {
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < 1_000; i++) {
      double wait =
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), random).next().toNanos();
      assertEquals(75e6, wait, 25e6);
    }
  }
}
