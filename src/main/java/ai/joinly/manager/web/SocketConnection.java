package ai.joinly.manager.web;

import ai.joinly.manager.event.EventSubscriber;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.logging.StateLog.Subject;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.web.SocketOutbox.Item;
import io.helidon.common.buffers.BufferData;
import io.helidon.websocket.WsSession;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * One client that follows one agent, or all. Three virtual threads serve it: the web server's,
 * which reads; the writer, which alone sends, as sending is not thread-safe and blocks while the
 * client does not read; and the watcher, which cleans up once the web server's thread has ended,
 * because the web server does not tell. Thread-safe.
 */
final class SocketConnection implements EventSubscriber {
  private static final System.Logger LOGGER = System.getLogger(SocketConnection.class.getName());

  /** For a close and the client's answer to it, after the client had its time to read. */
  private static final Duration LAST_WORD = Duration.ofSeconds(1);

  private final Optional<AgentId> agentId;
  private final SocketLimits limits;
  private final StateLog states;
  private final LongAdder eventsSent;
  private final LongAdder eventsDropped;
  private final LongAdder clientsDropped;
  private final SocketOutbox outbox;
  private final Thread reader = Thread.currentThread();

  /** Set once, by the reader, before the writer is started. */
  private volatile Optional<Thread> writer = Optional.empty();

  /** Set once, before the connection is open, when something is to be replayed. */
  private volatile Optional<Thread> replayer = Optional.empty();

  /** Of the client's last frame, by {@code System.nanoTime()}. Written by the reader alone. */
  private volatile long heardAt = System.nanoTime();

  /** Must be made by the web server's thread of this connection. */
  SocketConnection(
      Optional<AgentId> agentId,
      SocketLimits limits,
      LongAdder eventsSent,
      LongAdder eventsDropped,
      LongAdder clientsDropped,
      StateLog states) {
    this.states = states;
    this.agentId = agentId;
    this.limits = limits;
    this.eventsSent = eventsSent;
    this.eventsDropped = eventsDropped;
    this.clientsDropped = clientsDropped;
    this.outbox = new SocketOutbox(limits.queue(), limits.pingEvery());
  }

  /** The agent that is followed by name. */
  Optional<AgentId> agentId() {
    return agentId;
  }

  /** Events that wait to be sent. */
  int waiting() {
    return outbox.size();
  }

  /** Starts the watcher, which runs {@code cleanUp} when the connection has ended. */
  void watch(Runnable cleanUp) {
    Thread.ofVirtual().name("websocket-watcher").start(() -> awaitEnd(cleanUp));
  }

  /** Starts the writer. For the reader. */
  void open(WsSession session) {
    Thread thread =
        Thread.ofVirtual().name("websocket-writer").unstarted(() -> sendUntilClosed(session));
    writer = Optional.of(thread);
    thread.start();
  }

  @Override
  public void onEvent(StoredEvent event) {
    if (!outbox.offer(text(event))) {
      eventsDropped.increment();
      closeSlow();
    } else if (agentId.isPresent() && event.type() == EventType.DELETED) {
      close(SocketClose.AGENT_DELETED);
    }
  }

  /** What one who follows all agents goes on from is in each message. */
  private String text(StoredEvent event) {
    return agentId.isPresent() ? event.json() : Cursor.in(event);
  }

  /** Sends what was missed. */
  interface Replay {
    void run() throws InterruptedException;
  }

  /** Starts the replay, after {@code first}. */
  void replay(Optional<String> first, Replay replay) {
    Thread thread =
        Thread.ofVirtual()
            .name("websocket-replay")
            .unstarted(
                () -> {
                  try {
                    if (first.isEmpty() || replayText(first.get())) {
                      replay.run();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // the client is gone
                  }
                });
    replayer = Optional.of(thread);
    thread.start();
  }

  /**
   * Sends an event that is past, and waits for room for it; a client that reads nothing for too
   * long is closed.
   *
   * @return whether it was taken
   */
  boolean replay(StoredEvent event) throws InterruptedException {
    return replayText(text(event));
  }

  private boolean replayText(String text) throws InterruptedException {
    if (outbox.offer(text, limits.stall())) {
      return true;
    }
    closeSlow();
    return false;
  }

  private void closeSlow() {
    if (close(SocketClose.TOO_SLOW)) {
      clientsDropped.increment();
      states.happened(Subject.CLIENT, "A WebSocket client was closed because it reads too slowly");
    }
  }

  /** The client has sent something. For the reader. */
  void heard() {
    heardAt = System.nanoTime();
  }

  void pong(BufferData payload) {
    outbox.pong(payload);
  }

  /**
   * Lets the writer close the socket and, in case the client does not play its part, sees to it
   * that the connection ends soon. Returns at once.
   *
   * @return whether no close was due before
   */
  boolean close(SocketClose close) {
    boolean first = outbox.close(close);
    if (first) {
      Thread.ofVirtual().name("websocket-deadline").start(this::endSoon);
    }
    return first;
  }

  /** Closes and waits until the close is sent, at most for the stall time. For the reader. */
  boolean closeAndAwait(SocketClose close) throws InterruptedException {
    close(close);
    Optional<Thread> sending = writer;
    return sending.isPresent() && sending.get().join(limits.stall());
  }

  /** Whether the connection ended within {@code wait}. */
  boolean hasEnded(Duration wait) throws InterruptedException {
    return reader.join(wait);
  }

  /** Ends the connection now. An interrupt closes the channel, under a send that is stuck, too. */
  void drop() {
    writer.ifPresent(Thread::interrupt);
    reader.interrupt();
  }

  private void sendUntilClosed(WsSession session) {
    try {
      boolean open = true;
      while (open) {
        open = send(session, outbox.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOGGER.log(Level.DEBUG, "A WebSocket client went away while something was sent to it", e);
      reader.interrupt();
    }
  }

  /** Whether more may be sent after {@code item}. */
  private boolean send(WsSession session, Item item) {
    return switch (item) {
      case Item.Texts texts -> {
        sendTexts(session, texts.jsons());
        yield true;
      }
      case Item.Ping ping -> {
        session.ping(BufferData.empty());
        yield true;
      }
      case Item.Pong pong -> {
        session.pong(pong.payload());
        yield true;
      }
      case Item.Close last -> {
        session.close(last.close().code(), last.close().reason());
        yield false;
      }
    };
  }

  private void sendTexts(WsSession session, List<String> texts) {
    LongAdder fate = eventsDropped;
    try {
      TextFrames.send(session, texts);
      fate = eventsSent;
    } finally {
      fate.add(texts.size());
    }
  }

  private void awaitEnd(Runnable cleanUp) {
    try {
      while (!reader.join(limits.pingEvery())) {
        if (System.nanoTime() - heardAt > limits.silence().toNanos()) {
          states.happened(
              Subject.CLIENT,
              "A WebSocket client was dropped because it was silent for %d s"
                  .formatted(limits.silence().toSeconds()));
          drop();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      cleanUp.run();
      writer.ifPresent(Thread::interrupt);
      replayer.ifPresent(Thread::interrupt);
      eventsDropped.add(outbox.discard());
    }
  }

  private void endSoon() {
    try {
      if (hasEnded(limits.stall())) {
        return;
      }
      // A client that reads, but slowly, is told at least.
      eventsDropped.add(outbox.discard());
      if (!hasEnded(LAST_WORD)) {
        drop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
