package ai.joinly.manager.agent.room;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The people to whom the agent has just spoken: they need not say its name for a while. Somebody
 * whose name the platform does not give always needs it. Times are nanoseconds of one ticker. For
 * one thread.
 */
public final class FollowUp {
  private static final int MOST_PEOPLE = 1_000;

  private final long window;
  private final Map<String, Long> spokenTo = new HashMap<>();

  /**
   * @param seconds how long the name is not needed; 0 for never
   */
  public FollowUp(double seconds) {
    this.window = Math.round(seconds * Duration.ofSeconds(1).toNanos());
  }

  /** Notes that a speech to these people has ended. */
  public void spoke(Set<String> people, long at) {
    if (window == 0) {
      return;
    }
    spokenTo.values().removeIf(ended -> at - ended > window);
    people.stream()
        .limit(MOST_PEOPLE - spokenTo.size())
        .forEach(person -> spokenTo.put(person, at));
  }

  /** Whether words that somebody began to say then need no name. */
  public boolean isOpen(Optional<String> speaker, long began) {
    return speaker
        .map(name -> spokenTo.get(FoldedWords.of(name)))
        .map(ended -> began - ended <= window)
        .orElse(false);
  }

  /** Returns people as {@link #spoke} takes them. */
  public static Set<String> people(List<Optional<String>> speakers) {
    Set<String> people = new HashSet<>();
    speakers.stream()
        .flatMap(Optional::stream)
        .map(FoldedWords::of)
        .filter(name -> !name.isEmpty())
        .limit(MOST_PEOPLE)
        .forEach(people::add);
    return people;
  }
}
