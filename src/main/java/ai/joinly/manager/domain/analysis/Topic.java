package ai.joinly.manager.domain.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a stretch of a meeting was about.
 *
 * @param topic its title
 * @param summary may be empty
 * @param participants who spoke, as far as it is known
 */
public record Topic(
    String topic, Instant startTime, Instant endTime, String summary, List<String> participants) {
  public static final int LONGEST_TITLE = 120;
  public static final int LONGEST_SUMMARY = 600;
  public static final int MOST_PARTICIPANTS = 20;

  public Topic {
    AnalysisLimits.text(topic, LONGEST_TITLE, "topic");
    AnalysisLimits.require(!endTime.isBefore(startTime), "a topic must not end before it begins");
    AnalysisLimits.require(
        summary.length() <= LONGEST_SUMMARY, "a topic's summary must not be longer than allowed");
    AnalysisLimits.size(participants, MOST_PARTICIPANTS, "participants of a topic");
    participants = List.copyOf(participants);
  }

  /** From its first word to its last. */
  public Duration duration() {
    return Duration.between(startTime, endTime);
  }
}
