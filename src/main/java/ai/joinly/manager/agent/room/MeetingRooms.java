package ai.joinly.manager.agent.room;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.MeetingAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which agents of this manager share a meeting, by name, and how many turns have passed between
 * them since a person spoke. Looking up a speaker costs the same however many agents there are.
 * Thread-safe.
 */
public final class MeetingRooms {
  /** Turns that agents begin because of each other's words, without a person's word between. */
  static final int MOST_TURNS_BETWEEN_AGENTS = 3;

  /** An agent's last words are heard after it has left. */
  private static final Duration LINGERING = Duration.ofSeconds(30);

  private static final Pattern NOTE = Pattern.compile("\\([^()]*\\)\\s*$");

  /** The agents of one meeting, those that have just left included. */
  private record Room(Map<AgentId, String> names, Map<String, Set<AgentId>> byName) {
    static Room of(Map<AgentId, String> names) {
      return new Room(
          Map.copyOf(names),
          names.entrySet().stream()
              .collect(
                  Collectors.groupingBy(
                      Map.Entry::getValue,
                      Collectors.mapping(Map.Entry::getKey, Collectors.toUnmodifiableSet()))));
    }

    boolean hasOther(AgentId self, String name) {
      Set<AgentId> ids = byName.getOrDefault(name, Set.of());
      return ids.size() > 1 || (ids.size() == 1 && !ids.contains(self));
    }
  }

  private record Departure(String meeting, AgentId agent, long goneAt) {}

  private final LongSupplier nanoTime;
  private final Map<String, Room> rooms = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock, as all changes of the rooms are; oldest first.
  private final ArrayDeque<Departure> departures = new ArrayDeque<>();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public MeetingRooms(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Returns what stands for the meeting: the same for two agents that meet each other. */
  private static String meeting(AgentConfig config) {
    return config.address().key();
  }

  /** Adds an agent that is on its way into its meeting, or in it. */
  public void enter(AgentId agent, AgentConfig config) {
    lock.lock();
    try {
      removeDeparted();
      String meeting = meeting(config);
      departures.removeIf(gone -> gone.agent().equals(agent));
      Map<AgentId, String> names = new HashMap<>(names(meeting));
      names.put(agent, name(config.name()));
      rooms.put(meeting, Room.of(names));
      turns.computeIfAbsent(meeting, any -> new AtomicInteger());
    } finally {
      lock.unlock();
    }
  }

  /** Notes that an agent has left; its name counts for a little while. */
  public void leave(AgentId agent, MeetingAddress address) {
    lock.lock();
    try {
      removeDeparted();
      String meeting = address.key();
      boolean leaving = departures.stream().anyMatch(gone -> gone.agent().equals(agent));
      if (!leaving && names(meeting).containsKey(agent)) {
        departures.add(new Departure(meeting, agent, nanoTime.getAsLong()));
      }
    } finally {
      lock.unlock();
    }
  }

  private Map<AgentId, String> names(String meeting) {
    Room room = rooms.get(meeting);
    return room == null ? Map.of() : room.names();
  }

  private void removeDeparted() {
    long now = nanoTime.getAsLong();
    while (!departures.isEmpty() && now - departures.getFirst().goneAt() > LINGERING.toNanos()) {
      Departure gone = departures.removeFirst();
      Map<AgentId, String> names = new HashMap<>(names(gone.meeting()));
      names.remove(gone.agent());
      if (names.isEmpty()) {
        rooms.remove(gone.meeting());
        turns.remove(gone.meeting());
      } else {
        rooms.put(gone.meeting(), Room.of(names));
      }
    }
  }

  /** Returns the other agents as {@code agent} sees them. */
  public OtherAgents othersOf(AgentId agent, AgentConfig config) {
    String meeting = meeting(config);
    return new OtherAgents() {
      @Override
      public boolean isAgent(Optional<String> speaker) {
        Room room = rooms.get(meeting);
        return room != null
            && room.names().size() > 1
            && speaker.stream()
                .flatMap(given -> Stream.of(name(given), name(withoutNote(given))))
                .anyMatch(name -> room.hasOther(agent, name));
      }

      @Override
      public void personSpoke() {
        AtomicInteger passed = turns.get(meeting);
        if (passed != null) {
          passed.set(0);
        }
      }

      @Override
      public boolean tryTurn() {
        AtomicInteger passed = turns.get(meeting);
        return passed == null
            || passed.getAndUpdate(n -> Math.min(n + 1, MOST_TURNS_BETWEEN_AGENTS))
                < MOST_TURNS_BETWEEN_AGENTS;
      }
    };
  }

  private static String name(String given) {
    String folded = FoldedWords.of(given);
    return folded.isEmpty() ? given.strip() : folded;
  }

  /** Leaves out what platforms put behind a name: "(Guest)", "(unverified)". */
  private static String withoutNote(String given) {
    return NOTE.matcher(given).replaceFirst("");
  }
}
