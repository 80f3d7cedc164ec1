package ai.joinly.manager.agent;

import ai.joinly.manager.agent.conversation.Prompts;
import ai.joinly.manager.agent.room.NameTrigger;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.NearestName;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LanguageCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Warnings about legal settings of an agent that may not have the intended effect. */
final class ConfigWarnings {
  private static final List<String> SPEECH_KEYS = List.of("ELEVENLABS_API_KEY", "DEEPGRAM_API_KEY");
  private static final int TYPO = 2;
  private static final int MAX_OF_A_KIND = 5;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_]{1,40})}");

  private ConfigWarnings() {}

  static List<String> of(AgentConfig config) {
    List<String> warnings = new ArrayList<>();
    model(config).ifPresent(warnings::add);
    language(config).ifPresent(warnings::add);
    warnings.addAll(variables(config));
    warnings.addAll(placeholders(config));
    warnings.addAll(speechKeys(config));
    warnings.addAll(names(config));
    return warnings;
  }

  /**
   * Returns a warning if the default model is used with another provider: it is an OpenAI model.
   */
  private static Optional<String> model(AgentConfig config) {
    Optional<String> example =
        switch (config.llmProvider()) {
          case ANTHROPIC -> Optional.of("claude-sonnet-4-5");
          case GOOGLE -> Optional.of("gemini-2.5-flash");
          case OLLAMA -> Optional.of("llama3.1");
          case OPENAI, AZURE_OPENAI -> Optional.empty();
        };
    return example
        .filter(model -> config.llmModel().equals(AgentConfig.DEFAULT_MODEL))
        .map(
            model ->
                "llm_model %s is not a model of %s; name one in llm_model, for example %s"
                    .formatted(
                        AgentConfig.DEFAULT_MODEL, WireName.of(config.llmProvider()), model));
  }

  private static Optional<String> language(AgentConfig config) {
    String language = config.speech().language();
    return LanguageCodes.isKnown(language)
        ? Optional.empty()
        : Optional.of(
            "The language '%s' is not an ISO 639-1 code; %s"
                .formatted(
                    language,
                    LanguageCodes.suggest(language)
                        .map("did you mean '%s'?"::formatted)
                        .orElse("use one such as 'en'")));
  }

  private static List<String> variables(AgentConfig config) {
    Set<String> known = Settings.providerVariables();
    return config.envVars().keySet().stream()
        .filter(name -> !known.contains(name))
        .flatMap(
            name ->
                NearestName.of(name, known, TYPO).stream()
                    .map(
                        nearest ->
                            "%s in env_vars has no effect; did you mean %s?"
                                .formatted(name, nearest)))
        .limit(MAX_OF_A_KIND)
        .toList();
  }

  private static List<String> placeholders(AgentConfig config) {
    return PLACEHOLDER
        .matcher(config.prompt().customPrompt().orElse(""))
        .results()
        .map(found -> found.group(1))
        .filter(name -> !Prompts.PLACEHOLDERS.contains(name))
        .distinct()
        .limit(MAX_OF_A_KIND)
        .map(
            name ->
                "The placeholder {%s} in custom_prompt is not filled in; %s"
                    .formatted(
                        name,
                        NearestName.of(name, Prompts.PLACEHOLDERS, TYPO)
                            .map("did you mean {%s}?"::formatted)
                            .orElse("docs/api.md lists the valid placeholders")))
        .toList();
  }

  private static List<String> speechKeys(AgentConfig config) {
    return SPEECH_KEYS.stream()
        .filter(config.envVars()::containsKey)
        .map(
            key ->
                key
                    + " in env_vars has no effect: speech services belong to the joinly server,"
                    + " which reads the key from its own environment")
        .toList();
  }

  private static List<String> names(AgentConfig config) {
    List<String> warnings = new ArrayList<>();
    if (!new NameTrigger(config).canBeHeard()) {
      warnings.add(
          "The name has no letter and no digit, so no one can say it"
              + (config.nameTrigger() ? ", and with name_trigger the agent never answers" : "")
              + "; choose another name or give one in name_aliases");
    }
    config.nameAliases().stream()
        .filter(alias -> !new NameTrigger(alias).canBeHeard())
        .map(
            alias ->
                "The alias '"
                    + alias
                    + "' in name_aliases has no letter and no digit, so no one can say it;"
                    + " remove it")
        .forEach(warnings::add);
    if (config.nameTrigger() && config.nameAliases().isEmpty() && hasSeveralWords(config.name())) {
      warnings.add(
          "With name_trigger the agent answers only to its full name '"
              + config.name()
              + "'; add the short form that people use to name_aliases");
    }
    return warnings;
  }

  private static boolean hasSeveralWords(String name) {
    return name.strip().contains(" ");
  }
}
