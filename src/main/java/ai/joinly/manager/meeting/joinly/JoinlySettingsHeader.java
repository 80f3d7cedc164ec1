package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.SpeechSettings;
import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * HTTP header with the settings of a session for a joinly server. Contains only keys that the
 * server knows: one unknown key makes it ignore all of them. Contains only the short names of
 * services: the server imports and instantiates any class given by a dotted name.
 */
final class JoinlySettingsHeader {
  static final String NAME = "joinly-settings";

  /** Header values are ASCII, so other characters are escaped. */
  private static final JsonMapper JSON =
      SharedBuffers.mapper().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JoinlySettingsHeader() {}

  static String of(AgentConfig config) {
    SpeechSettings speech = config.speech();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", config.name());
    settings.put("language", speech.language());
    settings.put("stt", WireName.of(speech.stt()));
    settings.put("tts", WireName.of(speech.tts()));
    putUnlessEmpty(settings, "stt_args", speech.sttArgs());
    putUnlessEmpty(settings, "tts_args", speech.ttsArgs());
    putUnlessEmpty(settings, "vad_args", speech.vadArgs());
    putUnlessEmpty(settings, "transcription_controller_args", transcription(speech));
    try {
      // DEL is the only control character that JSON does not escape.
      return JSON.writeValueAsString(settings).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> transcription(SpeechSettings speech) {
    Map<String, Object> args = new LinkedHashMap<>();
    speech.utteranceTailSeconds().ifPresent(v -> args.put("utterance_tail_seconds", v));
    speech.noSpeechEventDelay().ifPresent(v -> args.put("no_speech_event_delay", v));
    speech.maxSttTasks().ifPresent(v -> args.put("max_stt_tasks", v));
    speech.windowQueueSize().ifPresent(v -> args.put("window_queue_size", v));
    return args;
  }

  private static void putUnlessEmpty(
      Map<String, Object> settings, String key, Map<String, Object> args) {
    if (!args.isEmpty()) {
      settings.put(key, args);
    }
  }
}
