package ai.joinly.manager.api.websocket.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.MemoryStore;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFeedTest {
  private static final AgentId ADA = AgentId.of(1);
  private static final AgentId BOB = AgentId.of(2);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int BUDGET = 64 * 1024;
  private static final int PIECE = 16 * 1024;

  private final EventHub hub = new EventHub();
  private final MemoryStore store = new MemoryStore(hub::publish);
  private final Map<AgentId, Long> seqs = new HashMap<>();
  private final AtomicInteger news = new AtomicInteger();
  private EventWindow window;

  @BeforeEach
  void open() {
    window = EventWindow.open(hub, store, InstantSource.fixed(NOW), BUDGET);
    create(ADA, 1);
    create(BOB, 2);
  }

  private void create(AgentId id, long age) {
    AgentConfig config = AgentConfig.of("Ada", "https://meet.example/a");
    store.write(new Change.AgentCreated(Agent.created(id, config, NOW), age));
  }

  private void log(AgentId id, String message) {
    store.write(
        new Change.EventHappened(
            next(id, new EventData.LogWritten(new LogEntry(NOW, LogLevel.INFO, message)))));
  }

  private void delete(AgentId id) {
    store.write(new Change.AgentDeleted(next(id, new EventData.AgentDeleted())));
  }

  private Event next(AgentId id, EventData data) {
    return new Event(id, seqs.merge(id, 1L, Long::sum), NOW, data);
  }

  private EventFeed follow(AgentId id) {
    return window.follow(Optional.of(id), news::incrementAndGet);
  }

  private EventFeed followAll() {
    return window.follow(Optional.empty(), news::incrementAndGet);
  }

  private static String message(JsonNode event) {
    return event.at("/data/message").asText();
  }

  private static List<String> messages(List<JsonNode> events) {
    return events.stream().map(EventFeedTest::message).toList();
  }

  /** Readers of every speed, of one agent and of all, and events of every size up to 60 KB. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void readersOfAnySpeedGetEveryEventOnce(long seed) throws Exception {
    Random random = new Random(seed);
    List<String> ofAda = new ArrayList<>();
    List<String> ofAll = new ArrayList<>();
    List<FeedReader> readers = new ArrayList<>();
    List<List<String>> got = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      EventFeed feed = i % 2 == 0 ? follow(ADA) : followAll();
      readers.add(new FeedReader(feed, 1_000 + random.nextInt(2 * PIECE)));
      got.add(new ArrayList<>());
    }
    for (int i = 0; i < 600; i++) {
      AgentId id = random.nextBoolean() ? ADA : BOB;
      int length = random.nextInt(10) == 0 ? random.nextInt(60_000) : random.nextInt(500);
      String message = i + " é" + "x".repeat(length);
      log(id, message);
      ofAll.add(message);
      if (id.equals(ADA)) {
        ofAda.add(message);
      }
      for (int reader = 0; reader < readers.size(); reader++) {
        // From one that is up to date to one that has hardly begun.
        if (random.nextInt(reader * 4 + 1) == 0) {
          got.get(reader).addAll(messages(readers.get(reader).readPiece()));
        }
        if (random.nextInt(20) == 0) {
          got.get(reader).addAll(messages(readers.get(reader).finishFrame()));
          assertTrue(readers.get(reader).isBetweenMessages());
        }
      }
      assertTrue(window.bytes() <= BUDGET, "the window holds " + window.bytes() + " bytes");
    }
    for (int reader = 0; reader < readers.size(); reader++) {
      got.get(reader).addAll(messages(readers.get(reader).readAll()));
      assertEquals(reader % 2 == 0 ? ofAda : ofAll, got.get(reader), "reader " + reader);
    }
  }

  @Test
  void aReaderIsWokenOnceForWhatComesAfterItHasAll() throws Exception {
    FeedReader reader = new FeedReader(follow(ADA), PIECE);
    assertEquals(List.of(), reader.readAll());
    assertEquals(List.of(), reader.readAll());
    log(BOB, "not for it");
    assertEquals(0, news.get());
    log(ADA, "one");
    log(ADA, "two");
    assertEquals(1, news.get());
    assertEquals(List.of("one", "two"), messages(reader.readAll()));
    log(ADA, "three");
    assertEquals(2, news.get());
  }

  @Test
  void aReaderBeginsWithWhatHappensThenOrAfterANumber() throws Exception {
    log(ADA, "one");
    log(ADA, "two");
    FeedReader fromNow = new FeedReader(follow(ADA), PIECE);
    FeedReader second = new FeedReader(follow(ADA), PIECE);
    EventFeed after = follow(ADA);
    after.startAfter(1);
    log(ADA, "three");
    FeedReader third = new FeedReader(follow(ADA), PIECE);
    assertEquals(List.of("three"), messages(fromNow.readAll()));
    assertEquals(List.of("three"), messages(second.readAll()));
    assertEquals(List.of(), third.readAll());
    assertEquals(List.of("two", "three"), messages(new FeedReader(after, PIECE).readAll()));
  }

  @Test
  void nothingStaysInTheWindowWhenNobodyReads() throws Exception {
    EventFeed feed = follow(ADA);
    log(ADA, "one");
    assertTrue(window.bytes() > 0);
    feed.close();
    assertEquals(0, window.bytes());
    log(ADA, "two");
    assertEquals(0, window.bytes());
    assertEquals(0, window.followers());
    EventFeed again = follow(ADA);
    again.startAfter(0);
    assertEquals(List.of("one", "two"), messages(new FeedReader(again, PIECE).readAll()));
  }

  @Test
  void readersOfAnAgentAreToldWhichEventsAreNotKept() throws Exception {
    FeedReader reader = new FeedReader(follow(ADA), PIECE);
    for (int i = 0; i < 10; i++) {
      log(ADA, i + "x".repeat(BUDGET / 4));
    }
    store.forget(ADA, 4);
    List<JsonNode> events = reader.readAll();
    assertEquals("truncated", events.getFirst().get("type").asText());
    assertEquals(1, events.getFirst().at("/data/from").asLong());
    assertEquals(4, events.getFirst().at("/data/to").asLong());
    assertEquals(
        List.of(5L, 6L, 7L, 8L, 9L, 10L),
        events.stream().skip(1).map(event -> event.get("seq").asLong()).toList());
  }

  @Test
  void aSlowReaderOfADeletedAgentGetsItsLastEvent() throws Exception {
    EventFeed feed = follow(ADA);
    FeedReader reader = new FeedReader(feed, PIECE);
    for (int i = 0; i < 10; i++) {
      log(ADA, i + "x".repeat(1_000));
    }
    delete(ADA);
    pushOut();
    List<JsonNode> events = reader.readAll();
    assertEquals("truncated", events.getFirst().get("type").asText());
    assertEquals("deleted", events.getLast().get("type").asText());
    assertEquals(11, events.getLast().get("seq").asLong());
    assertTrue(feed.isEnded());
  }

  @Test
  void slowReadersOfAllGetDeletionsInTheirPlaces() throws Exception {
    FeedReader reader = new FeedReader(followAll(), PIECE);
    log(BOB, "before");
    delete(ADA);
    log(BOB, "after");
    pushOut();
    List<JsonNode> events = reader.readAll();
    assertEquals(
        List.of("truncated", "log", "deleted", "log"),
        events.stream().limit(4).map(event -> event.get("type").asText()).toList());
    assertEquals("before", message(events.get(1)));
    assertEquals("after", message(events.get(3)));
    assertFalse(events.get(2).get("cursor").asText().isEmpty());
  }

  /** Fills the window with other events. */
  private void pushOut() {
    EventFeed other = follow(BOB);
    for (int i = 0; i < 2 * BUDGET / 1_000; i++) {
      log(BOB, "x".repeat(1_000));
    }
    other.close();
  }

  @Test
  void aReaderLearnsThatTheRestOfAnEventIsGone() throws Exception {
    EventFeed feed = follow(ADA);
    FeedReader reader = new FeedReader(feed, 1_000);
    log(ADA, "x".repeat(20_000));
    assertEquals(List.of(), reader.readPiece());
    assertTrue(feed.isWithinFrame());
    delete(ADA);
    pushOut();
    assertThrows(EOFException.class, reader::readPiece);
  }

  @Test
  void largeEventsOfTheStoreAreHeldNoMoreThanTheBudgetAllows() throws Exception {
    log(ADA, "x".repeat(PIECE * 3 / 2));
    List<FeedReader> readers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      EventFeed feed = follow(ADA);
      feed.startAfter(0);
      FeedReader reader = new FeedReader(feed, PIECE / 2);
      assertEquals(List.of(), reader.readPiece());
      readers.add(reader);
    }
    for (FeedReader reader : readers) {
      assertEquals(1, reader.readAll().size());
    }
  }
}
