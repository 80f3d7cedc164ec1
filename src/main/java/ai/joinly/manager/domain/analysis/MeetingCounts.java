package ai.joinly.manager.domain.analysis;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be counted of a meeting without understanding it.
 *
 * @param startTime when the agent joined for the first time
 * @param sitting its present stay in the meeting, or the last one; rejoining goes on with it
 * @param earlier how long the stays before that one were
 * @param participants who spoke, in the order of their first words; never the agent
 * @param wordCount words of all, the agent's own too
 * @param through the number of the newest segment's event that is counted
 */
public record MeetingCounts(
    Optional<Instant> startTime,
    Optional<Sitting> sitting,
    Duration earlier,
    List<Participant> participants,
    long wordCount,
    long through) {
  public static final int MOST_PARTICIPANTS = 500;
  public static final int LONGEST_NAME = 100;

  /** No piece of a transcript is longer; a broken time must not make a meeting endless. */
  private static final double LONGEST_SEGMENT_SECONDS = 3_600;

  /** Of a meeting that nobody has joined yet. */
  public static final MeetingCounts NONE =
      new MeetingCounts(Optional.empty(), Optional.empty(), Duration.ZERO, List.of(), 0, 0);

  /**
   * A stay in a meeting.
   *
   * @param to the end of the last words so far
   */
  public record Sitting(Instant from, Instant to) {
    public Sitting {
      AnalysisLimits.require(!to.isBefore(from), "a stay must not end before it begins");
    }
  }

  /** Somebody who spoke. */
  public record Participant(String name, Instant firstSpokeAt) {
    public Participant {
      AnalysisLimits.text(name, LONGEST_NAME, "a participant's name");
    }
  }

  public MeetingCounts {
    AnalysisLimits.require(
        !earlier.isNegative() && wordCount >= 0 && through >= 0, "all is counted from zero");
    AnalysisLimits.size(participants, MOST_PARTICIPANTS, "participants");
    participants = List.copyOf(participants);
  }

  /** From the join to the last words, over all stays. */
  public Duration duration() {
    return earlier.plus(
        sitting.map(stay -> Duration.between(stay.from(), stay.to())).orElse(Duration.ZERO));
  }

  /**
   * After the agent joined.
   *
   * @param again whether this goes on with the stay there was, after an outage
   */
  public MeetingCounts joined(Instant moment, boolean again) {
    if (again && sitting.isPresent()) {
      return this;
    }
    Instant at = moment.truncatedTo(ChronoUnit.MILLIS);
    return new MeetingCounts(
        startTime.or(() -> Optional.of(at)),
        Optional.of(new Sitting(at, at)),
        duration(),
        participants,
        wordCount,
        through);
  }

  /**
   * After something was said.
   *
   * @param moment when it began
   * @param seq the number of the segment's event
   * @param words that it has
   */
  public MeetingCounts heard(Segment segment, Instant moment, long seq, long words) {
    // As the store has it, so that counting again gives the same.
    Instant spokenAt = moment.truncatedTo(ChronoUnit.MILLIS);
    double seconds = Math.clamp(segment.end() - segment.start(), 0, LONGEST_SEGMENT_SECONDS);
    Instant until = spokenAt.plusMillis(Math.round(seconds * 1_000));
    Sitting stay = sitting.orElse(new Sitting(spokenAt, spokenAt));
    // A later stay can have earlier times only because the clock was set back meanwhile.
    boolean first = startTime.isEmpty() || startTime.get().equals(stay.from());
    return new MeetingCounts(
        first ? Optional.of(earlier(stay.from(), spokenAt)) : startTime,
        Optional.of(new Sitting(earlier(stay.from(), spokenAt), later(stay.to(), until))),
        earlier,
        segment.role() == Role.PARTICIPANT
            ? segment
                .speaker()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> with(name, spokenAt))
                .orElse(participants)
            : participants,
        wordCount + words,
        Math.max(through, seq));
  }

  /** Words are found a little out of order: who spoke first is known by the times. */
  private List<Participant> with(String fullName, Instant spokenAt) {
    String name =
        fullName.length() <= LONGEST_NAME ? fullName : fullName.substring(0, LONGEST_NAME);
    Optional<Participant> known =
        participants.stream().filter(p -> p.name().equals(name)).findFirst();
    boolean news =
        known.isEmpty()
            ? participants.size() < MOST_PARTICIPANTS
            : spokenAt.isBefore(known.get().firstSpokeAt());
    if (!news) {
      return participants;
    }
    List<Participant> all = new ArrayList<>(participants);
    known.ifPresent(all::remove);
    int place = all.size();
    while (place > 0 && spokenAt.isBefore(all.get(place - 1).firstSpokeAt())) {
      place--;
    }
    all.add(place, new Participant(name, spokenAt));
    return all;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
