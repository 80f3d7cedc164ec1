package ai.joinly.manager.agent;

import ai.joinly.manager.model.AgentConfig;
import java.util.List;

/** What in an agent's configuration is legal but cannot do what its author may expect. */
final class ConfigWarnings {
  private static final List<String> SPEECH_KEYS = List.of("ELEVENLABS_API_KEY", "DEEPGRAM_API_KEY");

  private ConfigWarnings() {}

  static List<String> of(AgentConfig config) {
    return SPEECH_KEYS.stream()
        .filter(config.envVars()::containsKey)
        .map(
            key ->
                key
                    + " in env_vars has no effect: speech services belong to the joinly server,"
                    + " which reads the key from its own environment")
        .toList();
  }
}
