package ai.joinly.simulator.protocol;

import ai.joinly.simulator.Gate;
import ai.joinly.simulator.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One response body of server-sent events. Any thread adds messages; only the connection's thread,
 * which runs {@link #serve}, writes.
 */
final class EventStream {
  /** Maximum number of notifications for a client that does not read; more are dropped. */
  private static final int LIMIT = 1_000;

  private static final DateTimeFormatter PING_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Target of the events: an HTTP response. */
  interface Sink {
    void write(byte[] event);

    void end();
  }

  private sealed interface Item {
    record Message(JsonNode message) implements Item {}

    /** The regular end of the body. */
    record End() implements Item {}

    /** A break of the connection within the body. */
    record Break() implements Item {}
  }

  private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>(LIMIT + 2);

  private final AtomicInteger sent = new AtomicInteger();
  private volatile boolean broken;

  boolean send(JsonNode message) {
    if (items.size() >= LIMIT || !items.offer(new Item.Message(message))) {
      return false;
    }
    sent.incrementAndGet();
    return true;
  }

  /** Returns the number of added messages. */
  int sent() {
    return sent.get();
  }

  void end() {
    items.offer(new Item.End());
  }

  void breakOff() {
    items.offer(new Item.Break());
  }

  /** Breaks the body immediately and drops the waiting messages. */
  void breakOffNow() {
    broken = true;
    items.offer(new Item.Break());
  }

  /**
   * Waits for the answer of a request.
   *
   * @throws BodyBrokenException if the request will not be answered
   */
  JsonNode awaitAnswer() throws InterruptedException {
    return switch (items.take()) {
      case Item.Message m -> m.message();
      case Item.End e -> throw new BodyBrokenException();
      case Item.Break b -> throw new BodyBrokenException();
    };
  }

  /**
   * Writes arriving messages until the stream is ended or broken.
   *
   * @param pingNanos time between comments
   * @param single whether the first message ends the stream
   * @throws BodyBrokenException when the connection is to be broken off
   */
  void serve(Sink sink, Gate gate, long pingNanos, boolean single) throws InterruptedException {
    long nextPing = System.nanoTime() + pingNanos;
    while (true) {
      Item item = items.poll(nextPing - System.nanoTime(), TimeUnit.NANOSECONDS);
      gate.pass();
      if (broken) {
        throw new BodyBrokenException();
      }
      if (item == null) {
        sink.write(ping());
        nextPing = Math.max(nextPing + pingNanos, System.nanoTime());
        continue;
      }
      switch (item) {
        case Item.Message m -> {
          sink.write(event(m.message()));
          if (single) {
            sink.end();
            return;
          }
        }
        case Item.End e -> {
          sink.end();
          return;
        }
        case Item.Break b -> throw new BodyBrokenException();
      }
    }
  }

  static byte[] event(JsonNode message) {
    return ("event: message\r\ndata: " + Json.text(message) + "\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ping() {
    return (": ping - " + PING_TIME.format(Instant.now()) + "\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
