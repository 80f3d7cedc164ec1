package ai.joinly.demo;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventSubscriber;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Prints speech, chat and changes of state of the agents' meetings, one line per event.
 * Thread-safe. A slow terminal does not delay agents: lines are dropped, and their number is
 * printed.
 */
public final class ConversationPrinter implements EventSubscriber, AutoCloseable {
  private static final int MAX_WAITING = 1_024;
  private static final int MAX_TEXT = 1_000;
  private static final Duration LAST_LINES = Duration.ofSeconds(2);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

  /** Lines of an agent's log that are printed; speech is printed from its segments. */
  private static final Pattern SHOWN_LOG_LINES =
      Pattern.compile("(Wrote in the chat|Used the tool).*", Pattern.DOTALL);

  private static final String INTERRUPTED = "Was interrupted";

  private final Function<AgentId, Optional<String>> currentNames;
  private final Function<AgentId, String> ending;
  private final ZoneId zone;
  private final Consumer<String> out;
  private final BlockingQueue<StoredEvent> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread printer;
  private volatile boolean closed;

  /** Owned by the printer's thread. */
  private Optional<AgentId> shownFirst = Optional.empty();

  /** The names of all existing agents; owned by the printer's thread. */
  private final Map<AgentId, String> names = new HashMap<>();

  /**
   * Agents whose last speech was interrupted. The interruption is printed after the segment with
   * the spoken part, which arrives later. Owned by the printer's thread.
   */
  private final Set<AgentId> interrupted = new HashSet<>();

  /**
   * @param names returns an agent's name in its meeting; empty if the agent was deleted
   * @param ending returns the lines that are printed once an agent's meeting is fully analysed
   * @param zone the time zone of printed times
   * @param out receives each line; called on one thread
   */
  public ConversationPrinter(
      Function<AgentId, Optional<String>> names,
      Function<AgentId, String> ending,
      ZoneId zone,
      Consumer<String> out) {
    this.currentNames = names;
    this.ending = ending;
    this.zone = zone;
    this.out = out;
    this.printer = Thread.ofVirtual().name("conversation-printer").start(this::print);
  }

  @Override
  public void onEvent(StoredEvent event) {
    if (!closed && !waiting.offer(event)) {
      dropped.incrementAndGet();
    }
  }

  /** Prints the waiting lines, for at most two seconds. */
  @Override
  public void close() {
    closed = true;
    printer.interrupt();
    try {
      printer.join(LAST_LINES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print() {
    try {
      while (!closed) {
        print(EventReader.read(waiting.take().json()));
      }
    } catch (InterruptedException e) {
      // Closed: the waiting lines are printed below.
    }
    for (StoredEvent event = waiting.poll(); event != null; event = waiting.poll()) {
      print(EventReader.read(event.json()));
    }
  }

  private void print(Event event) {
    long lost = dropped.getAndSet(0);
    if (lost > 0) {
      out.accept("          … " + lost + " lines were left out");
    }
    if (isInterruption(event)) {
      interrupted.add(event.agentId());
      return;
    }
    Optional<String> line = line(event);
    boolean ownWords =
        event.data() instanceof EventData.SegmentHeard heard
            && heard.segment().role() == Role.ASSISTANT;
    if (!ownWords && line.isPresent()) {
      printInterruption(event);
    }
    line.ifPresent(text -> print(event, text));
    if (ownWords) {
      printInterruption(event);
    }
    if (event.data() instanceof EventData.AgentDeleted) {
      names.remove(event.agentId());
    }
    if (event.data() instanceof EventData.AnalysisChanged changed && changed.complete()) {
      ending.apply(event.agentId()).lines().map(ConversationPrinter::printable).forEach(out);
    }
  }

  private static boolean isInterruption(Event event) {
    return event.data() instanceof EventData.LogWritten log
        && log.entry().message().startsWith(INTERRUPTED);
  }

  private void printInterruption(Event event) {
    if (interrupted.remove(event.agentId())) {
      print(event, note(name(event.agentId()), "was interrupted"));
    }
  }

  private void print(Event event, String text) {
    out.accept(TIME.format(event.timestamp().atZone(zone)) + "  " + whose(event) + text);
  }

  private String name(AgentId id) {
    currentNames.apply(id).ifPresent(name -> names.put(id, name));
    return names.getOrDefault(id, id.value());
  }

  /** Returns the name of the meeting's agent as a prefix; empty for the first agent. */
  private String whose(Event event) {
    AgentId first = shownFirst.orElse(event.agentId());
    shownFirst = Optional.of(first);
    return first.equals(event.agentId()) ? "" : "[%s] ".formatted(clean(name(event.agentId())));
  }

  private Optional<String> line(Event event) {
    String agent = name(event.agentId());
    return switch (event.data()) {
      case EventData.SegmentHeard heard -> Optional.of(spoken(agent, heard.segment()));
      case EventData.StatusChanged changed -> status(agent, changed);
      case EventData.MeetingChanged changed -> meeting(agent, changed.meetingStatus());
      case EventData.LogWritten log -> deed(agent, log.entry());
      case EventData.AgentDeleted deleted -> Optional.of(note(agent, "was deleted"));
      case EventData.UtteranceHeard heard -> Optional.empty();
      case EventData.ChatWritten written -> Optional.empty();
      case EventData.TurnEnded ended -> Optional.empty();
      case EventData.AnalysisChanged changed -> Optional.empty();
    };
  }

  /** The agent's last words may arrive while it stops, so only the end of the stop is printed. */
  private static Optional<String> status(String agent, EventData.StatusChanged changed) {
    return changed.status() == AgentStatus.STOPPING
        ? Optional.empty()
        : Optional.of(
            note(
                agent,
                "is "
                    + WireName.of(changed.status())
                    + changed.errorMessage().map(message -> ": " + message).orElse("")));
  }

  private static String spoken(String agent, Segment segment) {
    String speaker =
        segment.role() == Role.ASSISTANT ? agent + " (agent)" : segment.speaker().orElse("Someone");
    return "%-16s %s".formatted(clean(speaker) + ":", clean(segment.text()));
  }

  private static Optional<String> meeting(String agent, MeetingStatus status) {
    return switch (status) {
      case NOT_JOINED -> Optional.empty();
      case JOINING -> Optional.of(note(agent, "is joining the meeting"));
      case JOINED -> Optional.of(note(agent, "has joined the meeting"));
      case REJOINING -> Optional.of(note(agent, "lost the meeting and is joining again"));
      case LEFT -> Optional.of(note(agent, "has left the meeting"));
    };
  }

  private static Optional<String> deed(String agent, LogEntry entry) {
    boolean trouble = entry.level() == LogLevel.WARN || entry.level() == LogLevel.ERROR;
    return trouble || SHOWN_LOG_LINES.matcher(entry.message()).matches()
        ? Optional.of(
            note(agent, trouble ? "has trouble: " + entry.message() : asPredicate(entry.message())))
        : Optional.empty();
  }

  private static String asPredicate(String message) {
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private static String note(String agent, String text) {
    return "  – " + clean(agent) + " " + clean(text);
  }

  /** Removes control characters, since text from a meeting must not control the terminal. */
  private static String clean(String text) {
    return printable(text).strip();
  }

  private static String printable(String text) {
    String plain = CONTROL.matcher(text).replaceAll(" ").stripTrailing();
    return plain.length() <= MAX_TEXT ? plain : plain.substring(0, MAX_TEXT) + "…";
  }
}
