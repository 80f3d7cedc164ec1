package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.Agents.AgentView;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.JoinTime;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.ConfigPatch;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.json.Json;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A week of meetings in Berlin in simulated time, in which summer time ends: who joined when, with
 * meetings that are moved and cancelled, a manager that is restarted and was down, and more
 * meetings at once than agents may be active.
 */
class ScheduleWeekTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final DateTimeFormatter PLANNED =
      DateTimeFormatter.ofPattern("EEE HH:mm:ss xxx", Locale.ENGLISH);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
  private static final int MAX_ACTIVE = 3;
  private static final Duration LEAD = Duration.ofSeconds(60);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** No step is longer, as no agent sleeps longer. */
  private static final Duration TICK = Duration.ofMinutes(30);

  private final TestClock clock = new TestClock(berlin("2026-10-20T00:00"));
  private final FakeMeetings meetings = new FakeMeetings();
  private final Store store = new MemoryStore(this::onStored);
  private final Map<AgentId, Row> rows = new ConcurrentHashMap<>();
  private final Map<String, AgentId> ids = new LinkedHashMap<>();
  private final TreeMap<Instant, List<Action>> script = new TreeMap<>();
  private final TreeSet<Instant> moments = new TreeSet<>();

  /** Agents that the script stops. */
  private final Set<AgentId> stopping = new HashSet<>();

  private Optional<AgentRegistry> manager = Optional.of(registry());

  /** What an operator, or the machine, does at a time. */
  @FunctionalInterface
  private interface Action {
    void run() throws Exception;
  }

  /** What became of one agent. */
  private static final class Row {
    private volatile String planned = "-";
    private volatile String started = "-";
    private volatile String joined = "-";
    private volatile String end = "created";
  }

  private static Instant berlin(String local) {
    return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
  }

  private AgentRegistry registry() {
    Settings defaults = Settings.defaults();
    Settings.Agents a = defaults.agents();
    Settings settings =
        defaults.with(
            new Settings.Agents(
                MAX_ACTIVE,
                1_000,
                a.leaveTimeout(),
                a.shutdownTimeout(),
                a.chatPoll(),
                a.timezone(),
                LEAD,
                a.turns()));
    return new AgentRegistry(
        new AgentServices(
            meetings, config -> new FakeLlm(), store, settings, clock, clock::nanoTime));
  }

  private void onStored(StoredEvent stored) {
    Event event = EventReader.read(stored.json());
    Row row = rows.computeIfAbsent(event.agentId(), id -> new Row());
    String time = TIME.format(event.timestamp().atZone(BERLIN));
    switch (event.data()) {
      case EventData.StatusChanged changed -> {
        row.end = WireName.of(changed.status());
        if (changed.status() == AgentStatus.STARTING) {
          row.started = time;
        }
      }
      case EventData.MeetingChanged changed -> {
        if (changed.meetingStatus() == MeetingStatus.JOINED) {
          row.joined = time;
        }
      }
      case EventData.AgentDeleted deleted -> row.end = "deleted";
      default -> {}
    }
  }

  private void at(Instant moment, Action action) {
    script.computeIfAbsent(moment, any -> new ArrayList<>()).add(action);
    moments.add(moment);
    moments.add(moment.plus(RETRY));
  }

  private void at(String local, Action action) {
    at(berlin(local), action);
  }

  private AgentRegistry up() {
    return manager.orElseThrow();
  }

  private void plan(String name, String at) throws Exception {
    plan(name, at, Optional.empty());
  }

  private void plan(String name, String at, Optional<String> until) throws Exception {
    JoinTime time =
        new JoinTime(
            JoinTime.parse(at).orElseThrow(), until.map(end -> JoinTime.parse(end).orElseThrow()));
    AgentConfig config =
        AgentConfig.builder(name, "https://meet.google.com/abc-defg-hij")
            .joinTime(Optional.of(time))
            .build();
    ids.put(name, up().create(config).agent().id());
    planned(name, time);
  }

  private void planned(String name, JoinTime time) {
    rows.computeIfAbsent(ids.get(name), id -> new Row()).planned =
        PLANNED.format(time.at().atZone(BERLIN));
    moments.add(time.at().minus(LEAD));
    moments.add(time.at());
    moments.add(time.deadline());
  }

  private void move(String name, String at) throws Exception {
    ObjectNode patch = Json.mapper().createObjectNode().put("join_at", at);
    Agent changed = up().change(ids.get(name), ConfigPatch.read(patch)).agent();
    planned(name, changed.kept().joinTime().orElseThrow());
  }

  private void cancel(String name) throws Exception {
    ObjectNode patch = Json.mapper().createObjectNode().putNull("join_at");
    up().change(ids.get(name), ConfigPatch.read(patch));
  }

  private void goDown() throws Exception {
    up().detach(Duration.ofSeconds(5));
    manager = Optional.empty();
  }

  private void comeUp() {
    AgentRegistry next = registry();
    next.restore();
    manager = Optional.of(next);
  }

  @Test
  void everyAgentJoinsWhenItsMeetingIs() throws Exception {
    standUps();
    changes();
    restarts();
    tooManyAtOnce();
    runUntil(berlin("2026-10-27T00:00"));
    assertEquals(
        """
        standup-20 | Tue 09:00:00 +02:00 | 08:59:00 | 09:00:00 | stopped
        standup-21 | Wed 09:00:00 +02:00 | 08:59:00 | 09:00:00 | stopped
        standup-22 | Thu 09:00:00 +02:00 | 08:59:00 | 09:00:00 | stopped
        standup-23 | Fri 09:00:00 +02:00 | 08:59:00 | 09:00:00 | stopped
        standup-24 | Sat 09:00:00 +02:00 | 08:59:00 | 09:00:00 | stopped
        standup-25 | Sun 09:00:00 +01:00 | 08:59:00 | 09:00:00 | stopped
        standup-26 | Mon 09:00:00 +01:00 | 08:59:00 | 09:00:00 | stopped
        night-summer | Sun 02:30:00 +02:00 | 02:29:00 | 02:30:00 | stopped
        night-winter | Sun 02:30:00 +01:00 | 02:29:00 | 02:30:00 | stopped
        later | Wed 15:30:00 +02:00 | 15:29:00 | 15:30:00 | stopped
        earlier | Thu 10:00:00 +02:00 | 09:59:00 | 10:00:00 | stopped
        now | Thu 13:00:00 +02:00 | 12:00:00 | 12:00:00 | stopped
        deleted | Fri 10:00:00 +02:00 | - | - | deleted
        cancelled | Fri 11:00:00 +02:00 | - | - | created
        at-once | Tue 12:00:30 +02:00 | 12:00:00 | 12:00:30 | stopped
        missed-but-on | Fri 13:00:00 +02:00 | 13:20:00 | 13:20:00 | stopped
        missed | Sat 10:30:00 +02:00 | - | - | error
        long | Sat 10:30:00 +02:00 | 12:00:00 | 12:00:00 | stopped
        full-1 | Mon 16:00:00 +01:00 | 15:59:00 | 16:00:00 | stopped
        full-2 | Mon 16:00:00 +01:00 | 15:59:00 | 16:00:00 | stopped
        full-3 | Mon 16:00:00 +01:00 | 15:59:00 | 16:00:00 | stopped
        full-4 | Mon 16:01:00 +01:00 | 16:45:00 | 16:45:00 | stopped
        full-5 | Mon 16:01:00 +01:00 | - | - | error
        """,
        table());
    assertEquals(List.of(), store.sessions(), "no session is left over");
    up().close(Duration.ofSeconds(5));
  }

  /** At nine o'clock each day, and in the hour that comes twice. */
  private void standUps() {
    at(
        "2026-10-20T00:00",
        () -> {
          for (int day = 20; day <= 26; day++) {
            String offset = day < 25 ? "+02:00" : "+01:00";
            plan("standup-" + day, "2026-10-" + day + "T09:00:00" + offset);
          }
          plan("night-summer", "2026-10-25T02:30:00+02:00");
          plan("night-winter", "2026-10-25T02:30:00+01:00");
        });
  }

  private void changes() {
    at(
        "2026-10-20T10:00",
        () -> {
          plan("later", "2026-10-21T14:00:00+02:00");
          plan("earlier", "2026-10-22T11:00:00+02:00");
          plan("now", "2026-10-22T13:00:00+02:00");
          plan("deleted", "2026-10-23T10:00:00+02:00");
          plan("cancelled", "2026-10-23T11:00:00+02:00");
        });
    at("2026-10-20T12:00", () -> plan("at-once", "2026-10-20T10:00:30Z"));
    at("2026-10-20T18:00", () -> move("later", "2026-10-21T15:30:00+02:00"));
    at("2026-10-21T08:00", () -> move("earlier", "2026-10-22T10:00:00+02:00"));
    at(
        "2026-10-22T09:59:30",
        () -> {
          AgentRefusedException refused =
              assertThrows(
                  AgentRefusedException.class, () -> move("earlier", "2026-10-22T12:00:00+02:00"));
          assertEquals(Reason.NOT_CHANGEABLE, refused.reason());
          assertEquals(
              "join_at cannot change once the agent was started; create another one",
              refused.userMessage());
        });
    at("2026-10-22T12:00", () -> up().start(ids.get("now")));
    at("2026-10-23T09:58", () -> up().delete(ids.get("deleted")));
    at("2026-10-23T10:58", () -> cancel("cancelled"));
  }

  private void restarts() {
    at("2026-10-21T09:10", this::goDown); // in a meeting
    at("2026-10-21T09:12", this::comeUp);
    at("2026-10-22T08:59:30", this::goDown); // connected, before the join
    at("2026-10-22T08:59:40", this::comeUp);
    at("2026-10-23T12:00", () -> plan("missed-but-on", "2026-10-23T13:00:00+02:00"));
    at("2026-10-23T12:30", this::goDown);
    at("2026-10-23T13:20", this::comeUp);
    at(
        "2026-10-23T14:00",
        () -> {
          plan("missed", "2026-10-24T10:30:00+02:00", Optional.of("2026-10-24T11:30:00+02:00"));
          plan("long", "2026-10-24T10:30:00+02:00", Optional.of("2026-10-24T13:00:00+02:00"));
        });
    at("2026-10-24T10:00", this::goDown);
    at("2026-10-24T12:00", this::comeUp);
  }

  private void tooManyAtOnce() {
    at(
        "2026-10-26T12:00",
        () -> {
          for (int i = 1; i <= 5; i++) {
            plan(
                "full-" + i,
                i <= 3 ? "2026-10-26T16:00:00+01:00" : "2026-10-26T16:01:00+01:00",
                i == 5 ? Optional.of("2026-10-26T16:10:00+01:00") : Optional.empty());
          }
        });
  }

  private void runUntil(Instant end) throws Exception {
    while (clock.instant().isBefore(end)) {
      for (Action action : Optional.ofNullable(script.remove(clock.instant())).orElse(List.of())) {
        action.run();
      }
      if (manager.isPresent()) {
        settle();
      }
      Instant tick = clock.instant().plus(TICK);
      Instant next = Optional.ofNullable(moments.higher(clock.instant())).orElse(tick);
      clock.advanceTo(next.isBefore(tick) ? next : tick);
    }
  }

  /** Lets every agent do what is due; a meeting lasts for 45 minutes. */
  private void settle() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (AgentId id : ids.values()) {
        poke(id);
        poke(id);
        eventually("it is where it goes", () -> isSettled(id));
      }
    }
    for (AgentId id : ids.values()) {
      if (isJoined(id) && stopping.add(id)) {
        at(clock.instant().plus(Duration.ofMinutes(45)), () -> up().stop(id));
      }
    }
  }

  private boolean isJoined(AgentId id) {
    return up().find(id, 0)
        .filter(view -> view.agent().meetingStatus() == MeetingStatus.JOINED)
        .isPresent();
  }

  private boolean isSettled(AgentId id) {
    return up().find(id, 0)
        .map(AgentView::agent)
        .filter(
            agent ->
                agent.status() == AgentStatus.STARTING
                    || agent.status() == AgentStatus.STOPPING
                    || agent.meetingStatus() == MeetingStatus.JOINING)
        .isEmpty();
  }

  /** The worker looks at its clocks after each command. */
  private void poke(AgentId id) throws InterruptedException {
    try {
      up().participants(id);
    } catch (AgentRefusedException e) {
      // It is in no meeting.
    }
  }

  private String table() {
    return ids.entrySet().stream()
        .map(
            agent -> {
              Row row = rows.get(agent.getValue());
              return String.join(
                      " | ", agent.getKey(), row.planned, row.started, row.joined, row.end)
                  + "\n";
            })
        .collect(Collectors.joining());
  }
}
