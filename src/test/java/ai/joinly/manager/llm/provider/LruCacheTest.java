package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LruCacheTest {
  private final List<String> made = new ArrayList<>();
  private final LruCache<String, String> recent = new LruCache<>(3);

  private String of(String key) {
    return recent.of(
        key,
        k -> {
          made.add(k);
          return "of " + k;
        });
  }

  @Test
  void whatIsUsedStaysAndWhatWasUsedLongestAgoGoes() {
    for (String key : List.of("a", "b", "c", "a", "d", "a", "c", "d")) {
      assertEquals("of " + key, of(key));
    }
    assertEquals(List.of("a", "b", "c", "d"), made);
    of("b");
    of("c");
    assertEquals(List.of("a", "b", "c", "d", "b"), made);
    of("a");
    assertEquals(List.of("a", "b", "c", "d", "b", "a"), made);
  }

  @Test
  void ofTwoMadeAtOnceOneIsKept() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    FutureTask<Object> slow = new FutureTask<>(() -> shared.of("key", k -> slowly(begun, other)));
    Thread.ofVirtual().start(slow);
    begun.await();
    FutureTask<Object> quick = new FutureTask<>(() -> shared.of("key", k -> new Object()));
    Thread.ofVirtual().start(quick);
    Object first = quick.get(10, TimeUnit.SECONDS);
    other.countDown();
    assertSame(first, slow.get(10, TimeUnit.SECONDS));
    assertSame(first, shared.of("key", k -> new Object()));
  }

  private final LruCache<String, Object> shared = new LruCache<>(3);

  private static Object slowly(CountDownLatch begun, CountDownLatch other) {
    begun.countDown();
    try {
      other.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new Object();
  }
}
