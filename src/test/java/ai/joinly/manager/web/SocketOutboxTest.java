package ai.joinly.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.web.SocketOutbox.Item;
import io.helidon.common.buffers.BufferData;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketOutboxTest {
  private final SocketOutbox outbox = new SocketOutbox(2, Duration.ofHours(1));

  @Test
  void takesNoMoreThanItsCapacity() throws Exception {
    assertTrue(outbox.offer("a"));
    assertTrue(outbox.offer("b"));
    assertFalse(outbox.offer("c"));
    assertEquals(texts("a", "b"), outbox.take());
    assertTrue(outbox.offer("d"));
    assertEquals(texts("d"), outbox.take());
  }

  @Test
  void closesAfterWhatWaitsAndTakesNothingMore() throws Exception {
    outbox.offer("a");
    assertTrue(outbox.close(SocketClose.TOO_SLOW));
    assertFalse(outbox.close(SocketClose.SHUTDOWN));
    assertFalse(outbox.offer("b"));
    assertEquals(texts("a"), outbox.take());
    assertEquals(new Item.Close(SocketClose.TOO_SLOW), outbox.take());
  }

  @Test
  void closesAtOnceWhenNothingIsToBeSentBefore() throws Exception {
    outbox.offer("a");
    outbox.close(SocketClose.TOO_BIG);
    assertEquals(new Item.Close(SocketClose.TOO_BIG), outbox.take());
  }

  @Test
  void closesOnceTheClientHadItsTime() throws Exception {
    outbox.offer("a");
    outbox.offer("b");
    outbox.close(SocketClose.TOO_SLOW);
    assertEquals(2, outbox.discard());
    assertEquals(new Item.Close(SocketClose.TOO_SLOW), outbox.take());
  }

  @Test
  void answersTheNewestPingBeforeEvents() throws Exception {
    BufferData newest = BufferData.create("2");
    outbox.offer("a");
    outbox.pong(BufferData.create("1"));
    outbox.pong(newest);
    assertEquals(new Item.Pong(newest), outbox.take());
    assertEquals(texts("a"), outbox.take());
  }

  @Test
  void pingsABusySocketToo() throws Exception {
    SocketOutbox pinging = new SocketOutbox(1_000, Duration.ofNanos(1));
    pinging.offer("a");
    assertInstanceOf(Item.Ping.class, pinging.take());
  }

  @Test
  void sendsNoMoreTogetherThanAStalledClientMayHold() throws Exception {
    SocketOutbox large = new SocketOutbox(100, Duration.ofHours(1));
    String four = "x".repeat(4 * 1024);
    for (int i = 0; i < 6; i++) {
      large.offer(four);
    }
    assertEquals(texts(four, four, four, four), large.take());
    assertEquals(texts(four, four), large.take());
  }

  private static Item texts(String... jsons) {
    return new Item.Texts(List.of(jsons));
  }
}
