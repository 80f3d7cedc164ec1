package ai.joinly.manager.agent.room;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * People to whom the agent has just spoken, who need not say its name for a limited time. A speaker
 * without a known name always needs it. Times are nanoseconds of one ticker. For one thread.
 */
public final class FollowUp {
  private static final int MAX_PEOPLE = 1_000;

  private final long window;
  private final Map<String, Long> spokenTo = new HashMap<>();

  /**
   * @param seconds how long the name is not required; 0 if it is always required
   */
  public FollowUp(double seconds) {
    this.window = Math.round(seconds * Duration.ofSeconds(1).toNanos());
  }

  /** Records the end of a speech to these people. */
  public void spoke(Set<String> people, long at) {
    if (window == 0) {
      return;
    }
    spokenTo.values().removeIf(ended -> at - ended > window);
    people.stream().limit(MAX_PEOPLE - spokenTo.size()).forEach(person -> spokenTo.put(person, at));
  }

  /** Returns whether words that {@code speaker} started to say at {@code began} need no name. */
  public boolean isOpen(Optional<String> speaker, long began) {
    return speaker
        .map(name -> spokenTo.get(FoldedWords.of(name)))
        .map(ended -> began - ended <= window)
        .orElse(false);
  }

  /** Returns the names in the form that {@link #spoke} expects. */
  public static Set<String> people(List<Optional<String>> speakers) {
    Set<String> people = new HashSet<>();
    speakers.stream()
        .flatMap(Optional::stream)
        .map(FoldedWords::of)
        .filter(name -> !name.isEmpty())
        .limit(MAX_PEOPLE)
        .forEach(people::add);
    return people;
  }
}
