package ai.joinly.manager.domain.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.WireName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentConfigTest {
  @Test
  void namesEveryBadFieldAtOnce() {
    InvalidFieldsException e =
        assertThrows(InvalidFieldsException.class, () -> AgentConfig.of(" ", "ftp://x"));
    assertEquals(
        List.of("name", "meeting_url"), e.errors().stream().map(FieldError::field).toList());
  }

  @Test
  void checksTheRangesOfSpeechSettings() {
    InvalidFieldsException e =
        assertThrows(
            InvalidFieldsException.class,
            () ->
                new SpeechSettings(
                    TtsProvider.KOKORO,
                    SttProvider.WHISPER,
                    "en",
                    Optional.of(5.1),
                    Optional.of(0.05),
                    Optional.of(21),
                    Optional.of(9),
                    Map.of(),
                    Map.of(),
                    Map.of()));
    assertEquals(
        List.of(
            "utterance_tail_seconds must be from 0.1 to 5",
            "no_speech_event_delay must be from 0.1 to 2",
            "max_stt_tasks must be from 1 to 20",
            "window_queue_size must be from 10 to 1000"),
        e.errors().stream().map(FieldError::toString).toList());
  }

  @Test
  void showsNoSecretWhenPrinted() {
    AgentConfig config =
        AgentConfig.builder("Ada", "https://meet.google.com/abc-defg-hij")
            .passcode(Optional.of(new Secret("open sesame")))
            .mcpServers(
                Map.of(
                    "wiki",
                    new ToolServerConfig(
                        "https://wiki.example/mcp",
                        Map.of("Authorization", new Secret("Bearer quiet")))))
            .envVars(Map.of("OPENAI_API_KEY", new Secret("sk-very-secret")))
            .build();
    assertFalse(config.toString().contains("sesame"));
    assertFalse(config.toString().contains("quiet"));
    assertFalse(config.toString().contains("sk-very"));
  }

  @Test
  void agentIdsHaveOneForm() {
    assertEquals("agent_0000002a", AgentId.of(42).value());
    assertThrows(IllegalArgumentException.class, () -> new AgentId("agent_XYZ"));
  }

  @Test
  void enumsAreSpelledInLowerCase() {
    assertEquals("azure_openai", WireName.of(LlmProvider.AZURE_OPENAI));
    assertEquals(Optional.of(TtsProvider.KOKORO), WireName.parse(TtsProvider.class, "kokoro"));
    assertEquals(Optional.empty(), WireName.parse(TtsProvider.class, "KOKORO"));
    assertEquals("mpc, dyadic", WireName.allowed(PromptStyle.class));
  }
}
