package ai.joinly.manager.metrics;

import ai.joinly.manager.meeting.MeetingException;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Timer;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Meters of meetings.
 *
 * @param starts session starts, by outcome
 * @param startDurations duration of successful session starts
 * @param joins attempts to join, by outcome
 * @param joinDurations duration of successful joins
 * @param lost lost sessions
 * @param reconnects sessions that replaced lost ones
 * @param resumed sessions of a previous process that were taken over
 * @param utterances utterances of participants, counted once per agent that received them
 * @param toolCalls tool calls, by tool and outcome
 * @param tools bounds the number of tool names, as the server defines them
 */
record MeetingMeters(
    Family<Counter> starts,
    Timer startDurations,
    Family<Counter> joins,
    Timer joinDurations,
    Counter lost,
    Counter reconnects,
    Counter resumed,
    Counter utterances,
    Family<Counter> toolCalls,
    BoundedLabel tools) {
  static final String OK = "ok";
  static final String INTERRUPTED = "interrupted";

  private static final int MAX_TOOLS = 30;

  /** A browser start takes from one second to a minute. */
  private static final double[] BOUNDS = {0.1, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300};

  /** Returns all outcomes; they are registered at the start, so that the first is an increase. */
  private static Stream<String> outcomes() {
    return Stream.concat(
        Stream.of(OK, INTERRUPTED),
        Arrays.stream(MeetingException.Category.values()).map(Names::label));
  }

  static MeetingMeters in(Meters meters) {
    Family<Counter> joins =
        meters.counters("joins", "Attempts to join a meeting by outcome.", "outcome");
    Family<Counter> starts =
        meters.counters("session_starts", "Starts of meeting sessions by outcome.", "outcome");
    outcomes()
        .forEach(
            outcome -> {
              joins.with(outcome);
              starts.with(outcome);
            });
    return new MeetingMeters(
        starts,
        meters.timer(
            "session_start_duration_seconds",
            "Duration of session starts, including the wait for other starts.",
            BOUNDS),
        joins,
        meters.timer("join_duration_seconds", "Duration of joins.", BOUNDS),
        meters.counter("sessions_lost", "Sessions that were lost."),
        meters.counter("reconnects", "Sessions started to replace lost ones."),
        meters.counter("sessions_resumed", "Sessions of a previous process that were taken over."),
        meters.counter(
            "utterances", "Utterances of participants, counted once per agent that heard them."),
        meters.counters("tool_calls", "Calls of meeting tools by outcome.", "tool", "outcome"),
        new BoundedLabel(MAX_TOOLS));
  }
}
