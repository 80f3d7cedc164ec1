package ai.joinly.manager.domain.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Topic of a part of a meeting.
 *
 * @param topic the title
 * @param summary the summary; may be empty
 * @param participants the participants who spoke, as far as known
 */
public record Topic(
    String topic, Instant startTime, Instant endTime, String summary, List<String> participants) {
  public static final int MAX_TITLE = 120;
  public static final int MAX_SUMMARY = 600;
  public static final int MAX_PARTICIPANTS = 20;

  public Topic {
    AnalysisLimits.text(topic, MAX_TITLE, "topic");
    AnalysisLimits.require(!endTime.isBefore(startTime), "a topic must not end before it begins");
    AnalysisLimits.require(
        summary.length() <= MAX_SUMMARY, "a topic's summary must not be longer than allowed");
    AnalysisLimits.size(participants, MAX_PARTICIPANTS, "participants of a topic");
    participants = List.copyOf(participants);
  }

  /** Returns the time from its first word to its last. */
  public Duration duration() {
    return Duration.between(startTime, endTime);
  }
}
