package ai.joinly.manager.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What somebody asked of an agent: the body of {@code POST /agents}, with defaults filled in.
 *
 * @param name the name shown in the meeting
 * @param meetingUrl an absolute http(s) URL
 * @param passcode of the meeting; never shown
 * @param nameTrigger whether the agent only answers when its name is said
 * @param autoJoin whether it joins by itself when started
 * @param envVars LLM keys and base URLs for this agent only, by variable name; never shown
 */
public record AgentConfig(
    String name,
    String meetingUrl,
    Optional<Secret> passcode,
    LlmProvider llmProvider,
    String llmModel,
    SpeechSettings speech,
    PromptSettings prompt,
    boolean nameTrigger,
    boolean autoJoin,
    ConversationMode conversationMode,
    Map<String, Secret> envVars) {

  public static final String DEFAULT_MODEL = "gpt-4o";
  private static final int MOST_VARIABLES = 64;

  public AgentConfig {
    FieldChecks checks = new FieldChecks();
    checks.text("name", name, 100);
    checks.text("meeting_url", meetingUrl, 2_048);
    checks.httpUrl("meeting_url", meetingUrl);
    checks.text("llm_model", llmModel, 200);
    passcode.ifPresent(secret -> checks.text("passcode", secret.value(), 200));
    checks.check(
        envVars.size() <= MOST_VARIABLES,
        "env_vars",
        "must have at most " + MOST_VARIABLES + " entries");
    envVars.forEach(
        (variable, secret) ->
            checks.check(
                variable.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")
                    && secret.value().length() <= 8_192,
                "env_vars",
                "must map variable names (letters, digits, underscores) to strings of at most"
                    + " 8192 characters"));
    checks.done();
    envVars = Collections.unmodifiableMap(new TreeMap<>(envVars));
  }

  /** An agent that only has what every agent must have. */
  public static AgentConfig of(String name, String meetingUrl) {
    return new AgentConfig(
        name,
        meetingUrl,
        Optional.empty(),
        LlmProvider.OPENAI,
        DEFAULT_MODEL,
        SpeechSettings.DEFAULT,
        PromptSettings.DEFAULT,
        false,
        true,
        ConversationMode.CONVERSATIONAL,
        Map.of());
  }
}
