package ai.joinly.manager.domain.analysis;

import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Statistics of a meeting that need no language model.
 *
 * @param startTime the time of the agent's first join
 * @param sitting the agent's current or last stay in the meeting; a rejoin continues it
 * @param earlier the total duration of the earlier stays
 * @param participants the participants who spoke, in the order of their first words; without the
 *     agent
 * @param wordCount the number of words, including the agent's
 * @param through the event number of the newest counted segment
 */
public record MeetingCounts(
    Optional<Instant> startTime,
    Optional<Sitting> sitting,
    Duration earlier,
    List<Participant> participants,
    long wordCount,
    long through) {
  public static final int MAX_PARTICIPANTS = 500;
  public static final int MAX_NAME = 100;

  /** Maximum length of a segment, so that an invalid time does not distort the duration. */
  private static final double MAX_SEGMENT_SECONDS = 3_600;

  /** Counts before the first join. */
  public static final MeetingCounts NONE =
      new MeetingCounts(Optional.empty(), Optional.empty(), Duration.ZERO, List.of(), 0, 0);

  /**
   * Stay in a meeting.
   *
   * @param to the end of the last words so far
   */
  public record Sitting(Instant from, Instant to) {
    public Sitting {
      AnalysisLimits.require(!to.isBefore(from), "a stay must not end before it begins");
    }
  }

  /** Participant who spoke. */
  public record Participant(String name, Instant firstSpokeAt) {
    public Participant {
      AnalysisLimits.text(name, MAX_NAME, "a participant's name");
    }
  }

  public MeetingCounts {
    AnalysisLimits.require(
        !earlier.isNegative() && wordCount >= 0 && through >= 0, "counts must not be negative");
    AnalysisLimits.size(participants, MAX_PARTICIPANTS, "participants");
    participants = List.copyOf(participants);
  }

  /** Returns the duration from the join to the last words, over all stays. */
  public Duration duration() {
    return earlier.plus(
        sitting.map(stay -> Duration.between(stay.from(), stay.to())).orElse(Duration.ZERO));
  }

  /**
   * Returns the counts after the agent joined.
   *
   * @param again whether the join continues the existing stay after an outage
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
   * Returns the counts after a segment.
   *
   * @param moment the start time of the segment
   * @param seq the number of the segment's event
   * @param words the number of its words
   */
  public MeetingCounts heard(Segment segment, Instant moment, long seq, long words) {
    // The store's precision, so that a recount has the same result.
    Instant spokenAt = moment.truncatedTo(ChronoUnit.MILLIS);
    double seconds = Math.clamp(segment.end() - segment.start(), 0, MAX_SEGMENT_SECONDS);
    Instant until = spokenAt.plusMillis(Math.round(seconds * 1_000));
    Sitting stay = sitting.orElse(new Sitting(spokenAt, spokenAt));
    // A later stay has earlier times only if the clock was set back in between.
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

  /**
   * Returns the participants with {@code fullName}, ordered by time, because segments may arrive
   * slightly out of order.
   */
  private List<Participant> with(String fullName, Instant spokenAt) {
    String name =
        fullName.substring(0, Cut.notAfter(fullName, Math.min(MAX_NAME, fullName.length())));
    Optional<Participant> known =
        participants.stream().filter(p -> p.name().equals(name)).findFirst();
    boolean news =
        known.isEmpty()
            ? participants.size() < MAX_PARTICIPANTS
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
