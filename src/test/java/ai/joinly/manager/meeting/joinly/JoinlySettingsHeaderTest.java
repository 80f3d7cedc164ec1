package ai.joinly.manager.meeting.joinly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.SpeechSettings;
import ai.joinly.manager.domain.agent.SttProvider;
import ai.joinly.manager.domain.agent.TtsProvider;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JoinlySettingsHeaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static AgentConfig agent(String name, SpeechSettings speech) {
    return AgentConfig.builder(name, "https://meet.google.com/abc-defg-hij").speech(speech).build();
  }

  @Test
  void holdsOnlyWhatIsSet() {
    assertEquals(
        "{\"name\":\"Nova\",\"language\":\"en\",\"stt\":\"whisper\",\"tts\":\"kokoro\"}",
        JoinlySettingsHeader.of(agent("Nova", SpeechSettings.DEFAULT)));
  }

  @Test
  void holdsEverythingTheServerKnows() throws Exception {
    SpeechSettings speech =
        new SpeechSettings(
            TtsProvider.ELEVENLABS,
            SttProvider.DEEPGRAM,
            "de",
            Optional.of(0.8),
            Optional.of(0.3),
            Optional.of(4),
            Optional.of(50),
            Map.of("model", "nova-3"),
            Map.of("voice_id", "x"),
            Map.of("threshold", 0.5));
    assertEquals(
        JSON.readTree(
            """
            {"name":"Nova","language":"de","stt":"deepgram","tts":"elevenlabs",
             "stt_args":{"model":"nova-3"},"tts_args":{"voice_id":"x"},"vad_args":{"threshold":0.5},
             "transcription_controller_args":{"utterance_tail_seconds":0.8,
               "no_speech_event_delay":0.3,"max_stt_tasks":4,"window_queue_size":50}}
            """),
        JSON.readTree(JoinlySettingsHeader.of(agent("Nova", speech))));
  }

  @Test
  void isAsciiWithoutLineEndsWhateverTheNameIs() throws Exception {
    String name = "Zoë 🦊\r\nx: y\u007f\u0000";
    String header = JoinlySettingsHeader.of(agent(name, SpeechSettings.DEFAULT));
    assertTrue(header.chars().allMatch(c -> c >= 0x20 && c < 0x7f), header);
    assertEquals(name, JSON.readTree(header).path("name").asText());
  }
}
