package ai.joinly.manager.bench;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.jdbc.JdbcStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What the store can take: agents that each wait for their last event to be on the disk, and the
 * time from an event's writing to its being handed on, at a segment a second each.
 */
public final class StoreBenchmark {
  private static final Duration MEASURED = Duration.ofSeconds(5);
  private static final int MAX_SAMPLES = 1_000_000;

  private StoreBenchmark() {}

  public static void main(String[] args) throws Exception {
    System.out.printf(
        "%-8s %22s %30s%n", "agents", "events/s, each waits", "written to handed on, p50/p99 ms");
    measure(64, false); // warms up
    for (int agents : new int[] {1, 64, 500}) {
      measure(agents, true);
    }
  }

  private static void measure(int agents, boolean shown) throws Exception {
    double perSecond = withStore(agents, new Handed(), StoreBenchmark::flood);
    Handed handed = new Handed();
    double unused = withStore(agents, handed, StoreBenchmark::trickle);
    if (shown && unused >= 0) {
      System.out.printf(
          "%-8d %,22.0f %19.1f / %.1f%n", agents, perSecond, handed.at(0.5), handed.at(0.99));
    }
  }

  private interface Load {
    long run(Store store, AgentId id, long end, Handed handed) throws Exception;
  }

  private static double withStore(int agents, Handed handed, Load load) throws Exception {
    Path directory = Files.createTempDirectory("store-benchmark");
    try (Store store = open(directory, handed);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> counts = new ArrayList<>();
      long begin = System.nanoTime();
      for (int i = 0; i < agents; i++) {
        AgentId id = AgentId.of(i);
        AgentConfig config = AgentConfig.of("Ada", "https://meet.example/a");
        store.confirm(new Change.AgentCreated(Agent.created(id, config, Instant.now()), i)).get();
        counts.add(threads.submit(() -> load.run(store, id, begin + MEASURED.toNanos(), handed)));
      }
      long all = 0;
      for (Future<Long> count : counts) {
        all += count.get();
      }
      return all * 1e9 / (System.nanoTime() - begin);
    } finally {
      delete(directory);
    }
  }

  private static Store open(Path directory, Handed handed) {
    Settings.Store defaults = Settings.Store.defaults();
    return JdbcStore.open(
        new Settings.Store(
            directory.resolve("manager.db").toString(),
            Optional.empty(),
            0,
            defaults.eventsPerAgent(),
            defaults.bufferBytes()),
        handed::take,
        trouble -> {});
  }

  private static long flood(Store store, AgentId id, long end, Handed handed) throws Exception {
    long seq = 0;
    while (System.nanoTime() < end) {
      store.confirm(event(id, ++seq)).get();
    }
    return seq;
  }

  private static long trickle(Store store, AgentId id, long end, Handed handed) {
    long seq = 0;
    LockSupport.parkNanos(Math.floorMod(id.hashCode() * 7_919L, 1_000_000_000L));
    while (System.nanoTime() < end) {
      handed.begin(id, ++seq);
      store.write(event(id, seq));
      LockSupport.parkNanos(1_000_000_000L);
    }
    return seq;
  }

  private static Change event(AgentId id, long seq) {
    Segment segment =
        new Segment(
            "This is what somebody said in the meeting, a line of a usual length.",
            seq,
            seq + 1,
            Optional.of("Ada"),
            Role.PARTICIPANT);
    return new Change.EventHappened(
        new Event(id, seq, Instant.now(), new EventData.SegmentHeard(segment, Instant.now())));
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /** When events were written and how long they took to be handed on. Thread-safe. */
  private static final class Handed {
    private final ConcurrentHashMap<String, Long> begun = new ConcurrentHashMap<>();
    private final long[] nanos = new long[MAX_SAMPLES];
    private final AtomicInteger count = new AtomicInteger();

    void begin(AgentId id, long seq) {
      begun.put(id.value() + seq, System.nanoTime());
    }

    void take(StoredEvent event) {
      Long begin = begun.remove(event.agentId().value() + event.seq());
      if (begin != null && count.get() < MAX_SAMPLES) {
        nanos[count.getAndIncrement()] = System.nanoTime() - begin;
      }
    }

    double at(double share) {
      long[] sorted = Arrays.copyOf(nanos, count.get());
      Arrays.sort(sorted);
      return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }
  }
}
