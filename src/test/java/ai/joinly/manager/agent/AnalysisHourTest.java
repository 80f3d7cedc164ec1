package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.agent.analysis.Words;
import ai.joinly.manager.api.ManagerServer;
import ai.joinly.manager.api.Monitoring;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.ConversationMode;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.Topic;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A whole hour of meeting in a few seconds: what it costs, and what comes out. The minutes and the
 * figures are left in {@code target/analysis-hour} for people to read.
 */
class AnalysisHourTest {
  private static final Instant NINE = Instant.parse("2026-03-03T09:00:00Z");
  private static final Path OUTPUT = Path.of("target", "analysis-hour");

  private final FakeMeetings meetings = new FakeMeetings();
  private final TestClock clock = new TestClock(NINE);
  private final RuleAnalyst analyst = new RuleAnalyst();
  private final MemoryStore store = new MemoryStore(event -> {});
  private final AtomicInteger begun = new AtomicInteger();
  private final AgentRegistry agents = registry();
  private final ScriptedHour hour = ScriptedHour.write();
  private int settled;
  // By id, all descriptions that an item ever had.
  private final Map<String, List<String>> descriptions = new TreeMap<>();

  @Test
  void anHourCostsALittleAndItsItemsKeepTheirIds() throws Exception {
    AgentId id =
        agents
            .create(
                AgentConfig.builder("Minutes", "https://meet.google.com/abc-defg-hij")
                    .conversationMode(ConversationMode.ANALYST)
                    .build())
            .agent()
            .id();
    FakeSession session = meetings.next();
    eventually(
        "joined", () -> agents.find(id, 0).get().agent().meetingStatus() == MeetingStatus.JOINED);
    for (Segment segment : hour.segments()) {
      clock.advanceTo(NINE.plusMillis(Math.round(segment.end() * 1_000)));
      session.listener.onSegments(List.of(segment));
      agents.start(id); // the worker looks at the clock after each message
      agents.start(id);
      settle(id);
    }
    agents.stop(id);
    eventually("complete", () -> agents.analysis(id).get().progress().complete());
    note(id);
    checkResult(agents.analysis(id).orElseThrow());
    checkCost(id);
    writeMinutes(id);
    agents.close(Duration.ofSeconds(5));
  }

  private void checkResult(Analysis analysis) {
    assertEquals(hour.segments().size(), transcript().size());
    assertEquals(words(), analysis.counts().wordCount());
    assertEquals(
        Duration.ofMillis(Math.round(hour.segments().getLast().end() * 1_000)),
        analysis.counts().duration());
    assertEquals(5, analysis.counts().participants().size());
    List<ActionItem> items = analysis.findings().actionItems();
    assertEquals(hour.tasks().size(), items.size(), items::toString);
    for (int i = 0; i < items.size(); i++) {
      assertEquals(ActionItem.idOf(i + 1), items.get(i).id());
      String task = hour.tasks().get(i);
      assertTrue(
          descriptions.get(items.get(i).id()).stream()
              .allMatch(
                  text -> text.toLowerCase(Locale.ROOT).startsWith(task.toLowerCase(Locale.ROOT))),
          () -> task + " was " + descriptions);
    }
    assertEquals(6, items.stream().filter(i -> i.status() == ItemStatus.COMPLETED).count());
    List<Topic> topics = analysis.findings().topics();
    assertEquals(8, topics.size(), topics::toString);
    for (Topic topic : topics) {
      assertTrue(topic.duration().compareTo(Duration.ofMinutes(6)) > 0, topic::toString);
      assertTrue(topic.duration().compareTo(Duration.ofMinutes(9)) < 0, topic::toString);
    }
    assertEquals(hour.decisions(), analysis.findings().keyPoints().size());
  }

  private void checkCost(AgentId id) throws Exception {
    long transcript = hour.segments().stream().mapToLong(s -> s.text().length()).sum();
    long instructions = 0;
    long material = 0;
    long largest = 0;
    for (LlmRequest request : analyst.requests()) {
      long fixed = request.systemPrompt().length();
      fixed += request.schema().orElseThrow().json().length();
      long rest = ((User) request.messages().getLast()).text().length();
      instructions += fixed;
      material += rest;
      largest = Math.max(largest, fixed + rest);
    }
    long answered = analyst.answers().stream().mapToLong(String::length).sum();
    long updates = store.events(id, EnumSet.of(EventType.ANALYSIS), 0, 10_000).size();
    long total = instructions + material;
    Files.createDirectories(OUTPUT);
    Files.writeString(
        OUTPUT.resolve("figures.txt"),
        """
        words said                        %d
        characters said                   %d
        requests                          %d
        updates told                      %d
        characters sent                   %d (%.1f times what was said; some %d tokens)
          instructions and form           %d (the same each time, so that they can be cached)
          minutes so far and new lines    %d (%.1f times what was said)
        largest request, in characters    %d
        characters answered               %d (some %d tokens)
        whole transcript each time        %d characters
        """
            .formatted(
                words(),
                transcript,
                analyst.requests().size(),
                updates,
                total,
                (double) total / transcript,
                total / 4,
                instructions,
                material,
                (double) material / transcript,
                largest,
                answered,
                answered / 4,
                analyst.requests().size() * transcript / 2));
    assertTrue(words() > 8_500 && words() < 9_500, "words: " + words());
    assertTrue(largest < 12_000, "a request of " + largest + " characters");
    assertTrue(total < 10 * transcript, "sent " + total + " for " + transcript);
    assertTrue(material < 5 * transcript, "minutes and lines " + material + " for " + transcript);
    assertTrue(answered < 2 * transcript, "answered " + answered + " for " + transcript);
  }

  private void writeMinutes(AgentId id) throws Exception {
    ManagerServer server =
        ManagerServer.start(
            Settings.defaults()
                .with(
                    new Settings.Server("127.0.0.1", 0, List.of(), 100, Duration.ofSeconds(2), 10)),
            agents,
            new EventHub(),
            store,
            clock,
            Monitoring.none());
    try {
      for (Map.Entry<String, String> file :
          Map.of("analysis.md", "/analysis/formatted", "analysis.json", "/analysis").entrySet()) {
        HttpResponse<String> response =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:"
                                    + server.port()
                                    + "/agents/"
                                    + id
                                    + file.getValue()))
                        .build(),
                    HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode());
        Files.writeString(OUTPUT.resolve(file.getKey()), response.body());
      }
    } finally {
      server.close(Duration.ofSeconds(5));
    }
  }

  /** Waits until each update that was begun has been taken in. */
  private void settle(AgentId id) throws Exception {
    if (begun.get() > settled) {
      settled = begun.get();
      eventually("taken in", () -> ended(id) >= settled);
      agents.start(id);
      note(id);
    }
  }

  private long ended(AgentId id) {
    return store.events(id, EnumSet.of(EventType.ANALYSIS), 0, 10_000).size()
        + lines(id, "was not completely usable")
        - lines(id, "topics (not a list)"); // an answer of use in part has both an event and a line
  }

  private long lines(AgentId id, String part) {
    return agents.find(id, 1_000).orElseThrow().logs().stream()
        .map(LogEntry::message)
        .filter(line -> line.contains(part))
        .count();
  }

  private void note(AgentId id) {
    for (ActionItem item : agents.analysis(id).orElseThrow().findings().actionItems()) {
      descriptions.computeIfAbsent(item.id(), key -> new ArrayList<>()).add(item.description());
    }
  }

  private long words() {
    return hour.segments().stream().mapToLong(segment -> Words.count(segment.text())).sum();
  }

  private List<StoredEvent> transcript() {
    return store.events(
        agents.list(0).getFirst().agent().id(), EnumSet.of(EventType.SEGMENT), 0, 10_000);
  }

  private AgentRegistry registry() {
    return new AgentRegistry(
        new AgentServices(
            meetings, config -> analyst, counting(), Settings.defaults(), clock, clock::nanoTime));
  }

  /** The store, with a count of the updates that were begun: each waits for what it is about. */
  private Store counting() {
    return (Store)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("confirm")
                  && arguments[0] instanceof Change[] changes
                  && changes[0] instanceof Change.AnalysisSaved) {
                if (changes.length == 1) { // findings come together with their event
                  begun.incrementAndGet();
                }
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
