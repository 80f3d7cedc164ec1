package ai.joinly.demo;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventJson;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What stands in the terminal. */
class ConversationPrinterTest {
  private static final AgentId ID = AgentId.of(1);
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:07Z");

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private static StoredEvent event(EventData data) {
    return event(ID, data);
  }

  private static StoredEvent event(AgentId agent, EventData data) {
    Event event = new Event(agent, 1, NOON, data);
    return new StoredEvent(1, agent, 1, data.type(), EventJson.encode(event));
  }

  private static EventData segment(String speaker, String text, Role role) {
    return new EventData.SegmentHeard(new Segment(text, 0, 1, Optional.of(speaker), role), NOON);
  }

  private static EventData log(LogLevel level, String message) {
    return new EventData.LogWritten(new LogEntry(NOON, level, message));
  }

  @Test
  void tellsWhoSaidAndDidWhat() {
    try (ConversationPrinter printer =
        new ConversationPrinter(id -> Optional.of("Nova"), id -> "", ZoneOffset.UTC, lines::add)) {
      List.of(
              new EventData.StatusChanged(AgentStatus.ERROR, Optional.of("No server.")),
              new EventData.MeetingChanged(MeetingStatus.JOINED),
              segment("Ada", "Hello", Role.PARTICIPANT),
              segment("Nova", "Hi", Role.ASSISTANT),
              new EventData.UtteranceHeard(List.of()),
              log(LogLevel.INFO, "Said: Hi"),
              log(LogLevel.INFO, "Wrote in the chat: Thursday"),
              log(LogLevel.WARN, "The key was refused"),
              new EventData.AgentDeleted())
          .forEach(data -> printer.onEvent(event(data)));
    }

    assertEquals(
        List.of(
            "12:00:07    – Nova is error: No server.",
            "12:00:07    – Nova has joined the meeting",
            "12:00:07  Ada:             Hello",
            "12:00:07  Nova (agent):    Hi",
            "12:00:07    – Nova wrote in the chat: Thursday",
            "12:00:07    – Nova has trouble: The key was refused",
            "12:00:07    – Nova was deleted"),
        lines);
  }

  @Test
  void linesOfAFurtherAgentNameIt() {
    AgentId other = AgentId.of(2);
    try (ConversationPrinter printer =
        new ConversationPrinter(
            id -> Optional.of(id.equals(ID) ? "Joinly" : "Nova"),
            id -> "",
            ZoneOffset.UTC,
            lines::add)) {
      printer.onEvent(event(segment("Ada", "Hello", Role.PARTICIPANT)));
      printer.onEvent(event(other, segment("Ada", "Hello", Role.PARTICIPANT)));
      printer.onEvent(event(segment("Joinly", "Hi", Role.ASSISTANT)));
    }

    assertEquals(
        List.of(
            "12:00:07  Ada:             Hello",
            "12:00:07  [Nova] Ada:             Hello",
            "12:00:07  Joinly (agent):  Hi"),
        lines);
  }

  @Test
  void theEndingStandsBehindAMeetingThatIsAnalysed() {
    try (ConversationPrinter printer =
        new ConversationPrinter(
            id -> Optional.of("Nova"),
            id -> "# Minutes\n  of " + id.value(),
            ZoneOffset.UTC,
            lines::add)) {
      printer.onEvent(event(new EventData.AnalysisChanged(NOON, 7, false)));
      printer.onEvent(event(new EventData.AnalysisChanged(NOON, 7, true)));
    }

    assertEquals(List.of("# Minutes", "  of " + ID.value()), lines);
  }

  @Test
  void anInterruptionStandsBehindTheWordsThatWereHeard() {
    try (ConversationPrinter printer =
        new ConversationPrinter(id -> Optional.of("Nova"), id -> "", ZoneOffset.UTC, lines::add)) {
      List.of(
              log(LogLevel.INFO, "Was interrupted after saying: First, because"),
              segment("Nova", "because...", Role.ASSISTANT),
              segment("Ada", "Hold on.", Role.PARTICIPANT),
              log(LogLevel.INFO, "Was interrupted before anything was heard"),
              segment("Ada", "Thanks.", Role.PARTICIPANT),
              new EventData.StatusChanged(AgentStatus.STOPPING, Optional.empty()))
          .forEach(data -> printer.onEvent(event(data)));
    }

    assertEquals(
        List.of(
            "12:00:07  Nova (agent):    because...",
            "12:00:07    – Nova was interrupted",
            "12:00:07  Ada:             Hold on.",
            "12:00:07    – Nova was interrupted",
            "12:00:07  Ada:             Thanks."),
        lines);
  }

  @Test
  void anAgentThatIsGoneKeepsItsName() {
    AtomicBoolean deleted = new AtomicBoolean();
    try (ConversationPrinter printer =
        new ConversationPrinter(
            id -> deleted.get() ? Optional.empty() : Optional.of("Nova"),
            id -> "",
            ZoneOffset.UTC,
            lines::add)) {
      printer.onEvent(event(segment("Ada", "Hello", Role.PARTICIPANT)));
      eventually("the condition holds", () -> lines.size() == 1);
      deleted.set(true);
      printer.onEvent(event(new EventData.AgentDeleted()));
    }

    assertEquals("12:00:07    – Nova was deleted", lines.getLast());
  }

  @Test
  void wordsCannotSteerTheTerminal() {
    try (ConversationPrinter printer =
        new ConversationPrinter(id -> Optional.empty(), id -> "", ZoneOffset.UTC, lines::add)) {
      printer.onEvent(event(segment("Eve\u001b[2J", "a\r\nb\u009bc\u202ed", Role.PARTICIPANT)));
    }

    assertEquals(List.of("12:00:07  Eve [2J:         a b c d"), lines);
  }

  @Test
  void aSlowTerminalLosesLinesAndIsTold() throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch continueWith = new CountDownLatch(1);
    try (ConversationPrinter printer =
        new ConversationPrinter(
            id -> Optional.of("Nova"),
            id -> "",
            ZoneOffset.UTC,
            line -> {
              lines.add(line);
              first.countDown();
              awaitUninterruptibly(continueWith);
            })) {
      printer.onEvent(event(segment("Ada", "first", Role.PARTICIPANT)));
      assertTrue(first.await(10, TimeUnit.SECONDS));
      for (int i = 0; i < 1_024 + 5; i++) {
        printer.onEvent(event(segment("Ada", "word " + i, Role.PARTICIPANT)));
      }
      continueWith.countDown();
      eventually("the condition holds", () -> lines.size() == 1 + 1 + 1_024);
    }

    assertTrue(lines.get(1).contains("5 lines were left out"), lines.get(1));
    assertTrue(lines.getLast().contains("word 1023"));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
