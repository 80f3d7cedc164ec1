package ai.joinly.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Session settings from the {@code joinly-settings} header. An invalid header is ignored entirely.
 * A header that requires an unavailable service makes the start fail.
 *
 * @param name the agent's name
 * @param language the language, if set
 * @param utteranceTail the utterance's tail, if set
 * @param startTime additional duration of the start, as set for the test meeting provider
 * @param startFails whether the session's start breaks off
 */
public record SessionSettings(
    String name,
    Optional<String> language,
    Optional<Duration> utteranceTail,
    Duration startTime,
    boolean startFails) {
  static final SessionSettings DEFAULT =
      new SessionSettings("joinly", Optional.empty(), Optional.empty(), Duration.ZERO, false);

  private static final Set<String> TEXTS =
      Set.of("name", "language", "device", "meeting_provider", "vad", "stt", "tts");
  private static final Set<String> OBJECTS =
      Set.of(
          "vad_args",
          "stt_args",
          "tts_args",
          "transcription_controller_args",
          "speech_controller_args",
          "meeting_provider_args");
  private static final Map<String, Set<String>> SERVICES =
      Map.of(
          "meeting_provider", Set.of("browser"),
          "vad", Set.of("silero", "webrtc", "hybrid"),
          "stt", Set.of("whisper", "deepgram", "google"),
          "tts", Set.of("kokoro", "elevenlabs", "deepgram", "google", "resemble"));

  /** The constructor arguments of the services, for all services of a kind together. */
  private static final Map<String, Set<String>> ARGUMENTS =
      Map.of(
          "vad_args", Set.of("sample_rate", "window_duration", "aggressiveness", "threshold"),
          "stt_args",
              Set.of(
                  "model_name",
                  "compute_type",
                  "min_audio",
                  "min_silence",
                  "hotwords",
                  "sample_rate",
                  "stream_idle_timeout",
                  "mip_opt_out",
                  "prompt"),
          "tts_args",
              Set.of(
                  "voice",
                  "voice_id",
                  "voice_name",
                  "voice_uuid",
                  "project_uuid",
                  "model_id",
                  "model_name",
                  "sample_rate",
                  "chunk_size_bytes",
                  "streaming_endpoint",
                  "precision",
                  "use_hd",
                  "wps"),
          "transcription_controller_args",
              Set.of(
                  "utterance_tail_seconds",
                  "no_speech_event_delay",
                  "max_stt_tasks",
                  "window_queue_size"),
          "speech_controller_args", Set.of("queue_size", "non_interruptable"),
          "meeting_provider_args",
              Set.of(
                  "vnc_server",
                  "vnc_server_port",
                  "browser_agent",
                  "browser_agent_args",
                  "browser_profile_dir",
                  "reader_byte_depth",
                  "writer_byte_depth",
                  "startup_seconds",
                  "fail_startup"));

  /**
   * @param unavailable services without a key or a package, such as {@code stt:deepgram}
   */
  static SessionSettings read(Optional<String> header, Set<String> unavailable) {
    if (header.isEmpty() || header.get().isBlank()) {
      return DEFAULT;
    }
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(header.get());
    } catch (JsonProcessingException e) {
      return DEFAULT;
    }
    if (!isValid(node)) {
      return DEFAULT;
    }
    JsonNode tail = node.at("/transcription_controller_args/utterance_tail_seconds");
    JsonNode provider = node.path("meeting_provider_args");
    return new SessionSettings(
        node.path("name").asText(DEFAULT.name),
        node.has("language") ? Optional.of(node.get("language").asText()) : Optional.empty(),
        tail.isNumber() ? Optional.of(seconds(tail)) : Optional.empty(),
        seconds(provider.path("startup_seconds")),
        provider.path("fail_startup").asBoolean() || asksForMissing(node, unavailable));
  }

  private static boolean isValid(JsonNode node) {
    if (!node.isObject()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      boolean text = TEXTS.contains(field.getKey()) && field.getValue().isTextual();
      boolean object = OBJECTS.contains(field.getKey()) && field.getValue().isObject();
      if (!text && !object) {
        return false;
      }
    }
    return true;
  }

  private static boolean asksForMissing(JsonNode node, Set<String> unavailable) {
    for (Map.Entry<String, Set<String>> service : SERVICES.entrySet()) {
      JsonNode chosen = node.path(service.getKey());
      if (chosen.isTextual()
          && (!service.getValue().contains(chosen.asText())
              || unavailable.contains(service.getKey() + ":" + chosen.asText()))) {
        return true;
      }
    }
    for (Map.Entry<String, Set<String>> known : ARGUMENTS.entrySet()) {
      for (Map.Entry<String, JsonNode> argument : node.path(known.getKey()).properties()) {
        if (!known.getValue().contains(argument.getKey())) {
          return true;
        }
      }
    }
    return false;
  }

  private static Duration seconds(JsonNode number) {
    return Duration.ofNanos(Math.round(number.asDouble() * 1e9));
  }
}
