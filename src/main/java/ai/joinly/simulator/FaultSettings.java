package ai.joinly.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Sets faults by name, for the control endpoint and the command line. */
final class FaultSettings {
  static final String NAMES =
      "clear, slow_joins_ms, refuse_joins, fail_speech_containing, starts_break_off, unavailable,"
          + " answers_as_json, slow_answers_ms, oversized_answers, drop_streams_after,"
          + " notices_hang_ups, unreadable_transcripts, hidden_participants, not_found (methods and tools), pushes (right, suppressed, to_another_session, to_all_sessions)";

  private FaultSettings() {}

  /**
   * @throws IllegalArgumentException for an unknown name or an invalid value
   */
  static void apply(Faults faults, JsonNode settings) {
    for (Map.Entry<String, JsonNode> setting : settings.properties()) {
      apply(faults, setting.getKey(), setting.getValue().asText());
    }
  }

  static void apply(Faults faults, String name, String value) {
    switch (name) {
      case "clear" -> faults.clear();
      case "slow_joins_ms" -> faults.slowJoins(millis(value));
      case "refuse_joins" -> faults.refuseJoins(value);
      case "fail_speech_containing" -> faults.failSpeechContaining(value);
      case "starts_break_off" -> faults.startsBreakOff(Boolean.parseBoolean(value));
      case "unavailable" -> faults.unavailable(Boolean.parseBoolean(value));
      case "answers_as_json" -> faults.answersAsJson(Boolean.parseBoolean(value));
      case "slow_answers_ms" -> faults.slowAnswers(millis(value));
      case "oversized_answers" -> faults.oversizedAnswers(Integer.parseInt(value));
      case "drop_streams_after" -> faults.dropStreamsAfter(Integer.parseInt(value));
      case "notices_hang_ups" -> faults.noticesHangUps(Boolean.parseBoolean(value));
      case "unreadable_transcripts" -> faults.unreadableTranscripts(Boolean.parseBoolean(value));
      case "hidden_participants" -> faults.hiddenParticipants(Boolean.parseBoolean(value));
      case "not_found" -> faults.notFound(Set.of(value.split(",", -1)));
      case "pushes" -> faults.pushes(Faults.Pushes.valueOf(value.toUpperCase(Locale.ROOT)));
      default ->
          throw new IllegalArgumentException(
              "There is no fault " + name + "; valid names are " + NAMES + ".");
    }
  }

  private static Duration millis(String value) {
    return Duration.ofMillis(Long.parseLong(value));
  }
}
