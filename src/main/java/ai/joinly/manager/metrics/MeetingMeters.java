package ai.joinly.manager.metrics;

import ai.joinly.manager.meeting.MeetingException;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The meters of meetings.
 *
 * @param starts sessions that were to start, by outcome
 * @param startDurations until a session was there
 * @param joins attempts to join, by outcome
 * @param joinDurations until a meeting was joined
 * @param lost sessions that were lost
 * @param reconnects sessions in the place of lost ones
 * @param resumed sessions of a former process that were taken up
 * @param utterances what participants said, counted once per agent that heard it
 * @param toolCalls by tool and outcome
 * @param tools keeps the names of tools, which are the server's, from becoming too many
 */
record MeetingMeters(
    Counter starts,
    Histogram startDurations,
    Counter joins,
    Histogram joinDurations,
    Counter lost,
    Counter reconnects,
    Counter resumed,
    Counter utterances,
    Counter toolCalls,
    BoundedLabel tools) {
  static final String OK = "ok";
  static final String INTERRUPTED = "interrupted";

  private static final int MOST_TOOLS = 30;

  /** A browser takes from one second to a minute. */
  private static final double[] BOUNDS = {0.1, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300};

  /**
   * Returns all outcomes, which are shown from the beginning, so that a first one is an increase.
   */
  private static Stream<String> outcomes() {
    return Stream.concat(
        Stream.of(OK, INTERRUPTED),
        Arrays.stream(MeetingException.Category.values()).map(Names::label));
  }

  static MeetingMeters in(PrometheusRegistry registry) {
    Counter joins =
        Names.counter(registry, "joins", "Attempts to join a meeting by outcome.", "outcome");
    Counter starts =
        Names.counter(
            registry, "session_starts", "Starts of meeting sessions by outcome.", "outcome");
    outcomes()
        .forEach(
            outcome -> {
              joins.initLabelValues(outcome);
              starts.initLabelValues(outcome);
            });
    return new MeetingMeters(
        starts,
        Names.durations(
            registry,
            "session_start_duration_seconds",
            "Duration of session starts, including the wait for other starts.",
            BOUNDS),
        joins,
        Names.durations(registry, "join_duration_seconds", "Duration of joins.", BOUNDS),
        Names.counter(registry, "sessions_lost", "Sessions that were lost."),
        Names.counter(registry, "reconnects", "Sessions started to replace lost ones."),
        Names.counter(
            registry, "sessions_resumed", "Sessions of a former process that were taken over."),
        Names.counter(
            registry,
            "utterances",
            "Utterances of participants, counted once per agent that heard them."),
        Names.counter(
            registry, "tool_calls", "Calls of meeting tools by outcome.", "tool", "outcome"),
        new BoundedLabel(MOST_TOOLS));
  }
}
