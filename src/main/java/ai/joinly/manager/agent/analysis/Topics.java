package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.agent.analysis.Answer.Passage;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The topics while an answer is taken into them. For one answer and one thread. */
final class Topics {
  /** The same title after a longer pause is a topic of its own. */
  private static final Duration SAME_TOPIC = Duration.ofMinutes(5);

  private final List<Topic> asked;
  private final List<Topic> topics;
  private final Instant zero;
  private final Instant from;
  private final Instant to;
  private final Instant end;

  /**
   * @param asked the topics with the numbers that the model was given, from 1
   * @param zero what marks count from, and the beginning of the meeting
   * @param from the first of what was said now
   * @param to the last of it
   * @param end of the meeting so far
   */
  Topics(List<Topic> asked, Instant zero, Instant from, Instant to, Instant end) {
    this.asked = asked;
    this.topics = new ArrayList<>(asked);
    this.zero = zero;
    this.from = from;
    this.to = to;
    this.end = end;
  }

  /** By their start; when there are too many, the shortest give way. */
  List<Topic> all() {
    while (topics.size() > Findings.MOST_TOPICS) {
      topics.remove(topics.stream().min(Comparator.comparing(Topic::duration)).orElseThrow());
    }
    topics.sort(Comparator.comparing(Topic::startTime).thenComparing(Topic::endTime));
    return topics;
  }

  /** Takes in a topic that is new or goes on. */
  void take(Passage told) {
    Instant start = within(TimestampMarks.read(zero, told.start()).orElse(from));
    Instant stop = within(TimestampMarks.read(zero, told.end()).orElse(to));
    if (stop.isBefore(start)) {
      Instant swapped = start;
      start = stop;
      stop = swapped;
    }
    Topic now = new Topic(told.topic(), start, stop, told.summary(), people(told.people()));
    Optional<Topic> known = known(told, start);
    known.ifPresentOrElse(
        was -> topics.set(topics.indexOf(was), joined(was, now)), () -> topics.add(now));
  }

  /**
   * The topic that is meant: the one with the number, or with the title. A model that numbers its
   * own list must not overwrite what was long before.
   */
  private Optional<Topic> known(Passage told, Instant start) {
    Optional<Topic> numbered =
        told.number() >= 1 && told.number() <= asked.size()
            ? Optional.of(asked.get(told.number() - 1))
                .filter(topics::contains)
                .filter(
                    was ->
                        TextSimilarity.related(was.topic(), told.topic())
                            || start.isBefore(was.endTime()))
            : Optional.empty();
    String title = TextSimilarity.normal(told.topic());
    return numbered.or(
        () ->
            topics.stream()
                .filter(was -> TextSimilarity.normal(was.topic()).equals(title))
                .filter(was -> !start.isAfter(was.endTime().plus(SAME_TOPIC)))
                .reduce((first, second) -> second));
  }

  private static Topic joined(Topic was, Topic now) {
    Set<String> people = new LinkedHashSet<>(was.participants());
    people.addAll(now.participants());
    boolean shortened =
        now.topic().endsWith("…")
            && was.topic().startsWith(now.topic().substring(0, now.topic().length() - 1));
    return new Topic(
        shortened ? was.topic() : now.topic(),
        now.startTime().isBefore(was.startTime()) ? now.startTime() : was.startTime(),
        now.endTime().isAfter(was.endTime()) ? now.endTime() : was.endTime(),
        now.summary().isEmpty() ? was.summary() : now.summary(),
        people(List.copyOf(people)));
  }

  private static List<String> people(List<String> told) {
    return told.stream().distinct().limit(Topic.MOST_PARTICIPANTS).toList();
  }

  private Instant within(Instant moment) {
    if (moment.isBefore(zero)) {
      return zero;
    }
    return moment.isAfter(end) ? end : moment;
  }
}
