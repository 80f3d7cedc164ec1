package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.FieldChecks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Speech settings of an agent for the joinly server. The server's defaults apply to empty values.
 *
 * @param language an ISO language code such as {@code en}
 * @param utteranceTailSeconds silence that ends an utterance, in seconds, 0.1 to 5
 * @param noSpeechEventDelay seconds, 0.1 to 2
 * @param maxSttTasks 1 to 20
 * @param windowQueueSize 10 to 1000
 * @param sttArgs JSON values for the speech-to-text service, passed on unchanged
 * @param ttsArgs JSON values for the text-to-speech service, passed on unchanged
 * @param vadArgs JSON values for the voice activity detection, passed on unchanged
 */
public record SpeechSettings(
    TtsProvider tts,
    SttProvider stt,
    String language,
    Optional<Double> utteranceTailSeconds,
    Optional<Double> noSpeechEventDelay,
    Optional<Integer> maxSttTasks,
    Optional<Integer> windowQueueSize,
    Map<String, Object> sttArgs,
    Map<String, Object> ttsArgs,
    Map<String, Object> vadArgs) {

  /** Kokoro, Whisper, English, and the server's defaults. */
  public static final SpeechSettings DEFAULT =
      new SpeechSettings(
          TtsProvider.KOKORO,
          SttProvider.WHISPER,
          "en",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Map.of(),
          Map.of());

  public SpeechSettings {
    FieldChecks checks = new FieldChecks();
    checks.text("language", language, 35);
    checks.range("utterance_tail_seconds", utteranceTailSeconds, 0.1, 5);
    checks.range("no_speech_event_delay", noSpeechEventDelay, 0.1, 2);
    checks.range("max_stt_tasks", maxSttTasks, 1, 20);
    checks.range("window_queue_size", windowQueueSize, 10, 1000);
    checks.done();
    sttArgs = copy(sttArgs);
    ttsArgs = copy(ttsArgs);
    vadArgs = copy(vadArgs);
  }

  /** Copies the map; unlike {@link Map#copyOf} it allows JSON null and preserves the order. */
  private static Map<String, Object> copy(Map<String, Object> args) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(args));
  }
}
