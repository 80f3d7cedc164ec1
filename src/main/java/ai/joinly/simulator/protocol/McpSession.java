package ai.joinly.simulator.protocol;

import ai.joinly.simulator.BoundedLog;
import ai.joinly.simulator.Environment;
import ai.joinly.simulator.Room;
import ai.joinly.simulator.SessionSettings;
import ai.joinly.simulator.SimulatedSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A session of the protocol: its open streams, running calls and its room. Thread-safe. */
public final class McpSession {
  /** State of a session. */
  public enum State {
    STARTING,
    OPEN,
    /** Ended by DELETE; its id is answered with 404. */
    DELETED,
    /** Unknown to the server; its id is answered with 400. */
    LOST
  }

  /** Outcome of a session's start. */
  public enum Start {
    OK,
    FAILED,
    ABORTED
  }

  /** Progress of the handshake. */
  public enum Handshake {
    NONE,
    INITIALIZED_BY_SERVER,
    DONE
  }

  public final String id;
  public final Optional<String> settingsHeader;
  public final SessionSettings settings;
  public final CompletableFuture<Start> started = new CompletableFuture<>();
  public final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
  public final AtomicReference<EventStream> notifications = new AtomicReference<>();
  public volatile boolean deletedByClient;
  public volatile Handshake handshake = Handshake.NONE;

  private final Environment environment;
  private final Room room;
  private final Map<String, EventStream> answers = new ConcurrentHashMap<>(2);
  private final Map<String, Thread> calls = new ConcurrentHashMap<>(2);
  private final Set<Thread> callThreads = ConcurrentHashMap.newKeySet(2);
  private final List<ToolCallEntry> toolCalls = new ArrayList<>(4); // guarded by itself
  private final AtomicInteger notified = new AtomicInteger();
  private final SimulatedSession handle;

  public McpSession(
      Environment environment,
      String id,
      Optional<String> settingsHeader,
      SessionSettings settings,
      Room room) {
    this.environment = environment;
    this.id = id;
    this.settingsHeader = settingsHeader;
    this.settings = settings;
    this.room = room;
    this.handle = new SimulatedSession(this, environment);
  }

  public Room room() {
    return room;
  }

  public SimulatedSession handle() {
    return handle;
  }

  public boolean isAlive() {
    State now = state.get();
    return now == State.STARTING || now == State.OPEN;
  }

  /** Returns a request's stream; a second request with the same id receives the first's answer. */
  EventStream expectAnswer(JsonNode requestId) {
    EventStream stream = new EventStream();
    answers.put(requestId.asText(), stream);
    return stream;
  }

  void answer(JsonNode requestId, ObjectNode message) {
    EventStream stream = answers.remove(requestId.asText());
    if (stream != null) {
      var ignored = stream.send(padded(message));
    }
  }

  private ObjectNode padded(ObjectNode message) {
    int padding = environment.faults().padding();
    if (padding > 0 && message.get("result") instanceof ObjectNode result) {
      result.putObject("_meta").put("padding", "x".repeat(padding));
    }
    return message;
  }

  /** Ends a request's body without an answer. */
  void answerBreaksOff(JsonNode requestId) {
    EventStream stream = answers.remove(requestId.asText());
    if (stream != null) {
      stream.breakOff();
    }
  }

  /** Sends an update on the GET stream; without a stream it is lost, as on a real server. */
  public boolean push(String uri) {
    EventStream stream = notifications.get();
    if (stream == null || !stream.send(JsonRpc.resourceUpdated(uri))) {
      return false;
    }
    notified.incrementAndGet();
    environment.counters().notified().incrementAndGet();
    int dropAfter = environment.faults().dropStreamsAfter();
    if (dropAfter > 0 && stream.sent() >= dropAfter) {
      dropNotifications();
    }
    environment.changes().happened();
    return true;
  }

  public int notified() {
    return notified.get();
  }

  public void dropNotifications() {
    EventStream stream = notifications.getAndSet(null);
    if (stream != null) {
      stream.breakOff();
    }
  }

  /** Work of a tool call. */
  interface Call {
    ObjectNode run() throws InterruptedException;
  }

  /** Runs a call on a separate thread, which continues after its client disconnects. */
  void start(JsonNode requestId, Call call) {
    String key = requestId.asText();
    Thread thread =
        Thread.ofVirtual()
            .name("simulator-call")
            .unstarted(
                () -> {
                  try {
                    ObjectNode answer = call.run();
                    calls.remove(key, Thread.currentThread());
                    answer(requestId, answer);
                  } catch (InterruptedException e) {
                    calls.remove(key, Thread.currentThread());
                  } finally {
                    callThreads.remove(Thread.currentThread());
                    environment.changes().happened();
                  }
                });
    calls.put(key, thread);
    callThreads.add(thread);
    thread.start();
  }

  /** Answers a call as cancelled; returns its thread, if it runs, which the caller must stop. */
  Optional<Thread> answerCancelled(JsonNode requestId) {
    Optional<Thread> call = Optional.ofNullable(calls.remove(requestId.asText()));
    if (call.isPresent()) {
      answer(requestId, JsonRpc.error(requestId, 0, "Request cancelled"));
    }
    return call;
  }

  public int callsUnderWay() {
    return callThreads.size();
  }

  public void stopCalls() {
    callThreads.forEach(Thread::interrupt);
  }

  /** Waits for the end of every call. */
  public void awaitCalls() throws InterruptedException {
    for (Thread thread : List.copyOf(callThreads)) {
      thread.join();
    }
  }

  /** Ends all bodies regularly, without an answer. */
  public void endStreams() {
    answers.values().forEach(EventStream::end);
    answers.clear();
    EventStream stream = notifications.getAndSet(null);
    if (stream != null) {
      stream.end();
    }
  }

  /** Breaks all connections within their bodies. */
  public void breakStreams() {
    answers.values().forEach(EventStream::breakOffNow);
    answers.clear();
    EventStream stream = notifications.getAndSet(null);
    if (stream != null) {
      stream.breakOffNow();
    }
  }

  void log(ToolCallEntry call) {
    synchronized (toolCalls) {
      BoundedLog.add(toolCalls, call);
    }
    environment.changes().happened();
  }

  public List<ToolCallEntry> toolCalls() {
    synchronized (toolCalls) {
      return List.copyOf(toolCalls);
    }
  }
}
