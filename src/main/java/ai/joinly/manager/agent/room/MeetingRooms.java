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
 * Agents of this manager by meeting and name, and the number of turns between agents since a person
 * spoke. The lookup of a speaker takes constant time in the number of agents. Thread-safe.
 */
public final class MeetingRooms {
  /**
   * Maximum number of turns that agents start in response to each other without words of a person
   * in between.
   */
  static final int MAX_TURNS_BETWEEN_AGENTS = 3;

  /**
   * How long the name of an agent that has left is still recognized, since its last words arrive
   * late.
   */
  private static final Duration LINGERING = Duration.ofSeconds(30);

  private static final Pattern NOTE = Pattern.compile("\\([^()]*\\)\\s*$");

  /** Agents of one meeting, including those that have just left. */
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
  // Guarded by the lock, like all changes of the rooms; oldest first.
  private final ArrayDeque<Departure> departures = new ArrayDeque<>();

  /**
   * @param nanoTime monotonic clock, as {@link System#nanoTime}
   */
  public MeetingRooms(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Returns the key of the meeting, which is equal for all agents in it. */
  private static String meeting(AgentConfig config) {
    return config.address().key();
  }

  /** Adds an agent that is in its meeting or joining it. */
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

  /** Records that an agent has left; its name is recognized for {@link #LINGERING}. */
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

  /** Returns the other agents from the perspective of {@code agent}. */
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
            || passed.getAndUpdate(n -> Math.min(n + 1, MAX_TURNS_BETWEEN_AGENTS))
                < MAX_TURNS_BETWEEN_AGENTS;
      }
    };
  }

  private static String name(String given) {
    String folded = FoldedWords.of(given);
    return folded.isEmpty() ? given.strip() : folded;
  }

  /** Removes the suffix that platforms add to a name, such as "(Guest)" or "(unverified)". */
  private static String withoutNote(String given) {
    return NOTE.matcher(given).replaceFirst("");
  }
}
