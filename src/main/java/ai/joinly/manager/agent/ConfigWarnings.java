package ai.joinly.manager.agent;

import ai.joinly.manager.agent.turn.NameTrigger;
import ai.joinly.manager.model.AgentConfig;
import java.util.ArrayList;
import java.util.List;

/** What in an agent's configuration is legal but cannot do what its author may expect. */
final class ConfigWarnings {
  private static final List<String> SPEECH_KEYS = List.of("ELEVENLABS_API_KEY", "DEEPGRAM_API_KEY");

  private ConfigWarnings() {}

  static List<String> of(AgentConfig config) {
    List<String> warnings = new ArrayList<>();
    SPEECH_KEYS.stream()
        .filter(config.envVars()::containsKey)
        .map(
            key ->
                key
                    + " in env_vars has no effect: speech services belong to the joinly server,"
                    + " which reads the key from its own environment")
        .forEach(warnings::add);
    if (!new NameTrigger(config).canBeHeard()) {
      warnings.add(
          "The name has no letter and no digit, so nobody can say it"
              + (config.nameTrigger() ? ", and with name_trigger the agent never answers" : "")
              + "; choose another name or give one in name_aliases");
    }
    config.nameAliases().stream()
        .filter(alias -> !new NameTrigger(alias).canBeHeard())
        .map(
            alias ->
                "The alias '"
                    + alias
                    + "' in name_aliases has no letter and no digit, so nobody can say it;"
                    + " remove it")
        .forEach(warnings::add);
    if (config.nameTrigger() && config.nameAliases().isEmpty() && hasSeveralWords(config.name())) {
      warnings.add(
          "With name_trigger the agent answers to its whole name '"
              + config.name()
              + "' only; put the short form that people use into name_aliases");
    }
    return warnings;
  }

  private static boolean hasSeveralWords(String name) {
    return name.strip().contains(" ");
  }
}
