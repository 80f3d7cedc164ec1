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

/** Topics into which one answer of the language model is merged. For one answer and one thread. */
final class Topics {
  /** After a longer pause the same title starts a separate topic. */
  private static final Duration SAME_TOPIC = Duration.ofMinutes(5);

  private final List<Topic> asked;
  private final List<Topic> topics;
  private final Instant zero;
  private final Instant from;
  private final Instant to;
  private final Instant end;

  /**
   * @param asked the topics as numbered in the request, from 1
   * @param zero start of the meeting, to which timestamp marks are relative
   * @param from start of the new transcript lines
   * @param to end of the new transcript lines
   * @param end end of the meeting so far
   */
  Topics(List<Topic> asked, Instant zero, Instant from, Instant to, Instant end) {
    this.asked = asked;
    this.topics = new ArrayList<>(asked);
    this.zero = zero;
    this.from = from;
    this.to = to;
    this.end = end;
  }

  /** Returns the topics in order of their start. If there are too many, removes the shortest. */
  List<Topic> all() {
    while (topics.size() > Findings.MAX_TOPICS) {
      topics.remove(topics.stream().min(Comparator.comparing(Topic::duration)).orElseThrow());
    }
    topics.sort(Comparator.comparing(Topic::startTime).thenComparing(Topic::endTime));
    return topics;
  }

  /** Adds a new topic or extends a known one. */
  void take(Passage given) {
    Instant start = within(TimestampMarks.read(zero, given.start()).orElse(from));
    Instant stop = within(TimestampMarks.read(zero, given.end()).orElse(to));
    if (stop.isBefore(start)) {
      Instant swapped = start;
      start = stop;
      stop = swapped;
    }
    Topic now = new Topic(given.topic(), start, stop, given.summary(), people(given.people()));
    Optional<Topic> known = known(given, start);
    known.ifPresentOrElse(
        was -> topics.set(topics.indexOf(was), joined(was, now)), () -> topics.add(now));
  }

  /**
   * Returns the known topic with the given number or title. A number is used only if the titles are
   * related or the times overlap: a model that numbers its own list must not overwrite an old
   * topic.
   */
  private Optional<Topic> known(Passage given, Instant start) {
    Optional<Topic> numbered =
        given.number() >= 1 && given.number() <= asked.size()
            ? Optional.of(asked.get(given.number() - 1))
                .filter(topics::contains)
                .filter(
                    was ->
                        TextSimilarity.related(was.topic(), given.topic())
                            || start.isBefore(was.endTime()))
            : Optional.empty();
    String title = TextSimilarity.normal(given.topic());
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

  private static List<String> people(List<String> given) {
    return given.stream().distinct().limit(Topic.MAX_PARTICIPANTS).toList();
  }

  private Instant within(Instant moment) {
    if (moment.isBefore(zero)) {
      return zero;
    }
    return moment.isAfter(end) ? end : moment;
  }
}
