package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.FieldChecks;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.meeting.MeetingAddress;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Configuration of an agent: the body of {@code POST /agents}, with defaults applied.
 *
 * @param name the name shown in the meeting
 * @param meetingUrl an absolute http(s) URL
 * @param passcode the meeting's passcode; never shown
 * @param nameTrigger whether the agent only answers when its name is said
 * @param nameAliases further names by which people call it
 * @param followUpSeconds how long a participant it has spoken to need not say its name; 0 to always
 *     require it
 * @param autoJoin whether it joins automatically when started
 * @param chat whether it reads the meeting's chat and answers there
 * @param analysis whether a conversational agent keeps an analysis, as an analyst always does
 * @param timezone the time zone of the agent's dates and times; empty for that of the manager
 * @param mcpServers further MCP servers whose tools it may use, by name
 * @param envVars LLM keys and base URLs for this agent only, by variable name; never shown
 * @param joinTime when it joins by itself; empty for at once
 * @param deduplicationKey at most one live agent has it
 * @param metadata texts of the client, which mean nothing to the manager
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
    List<String> nameAliases,
    double followUpSeconds,
    boolean autoJoin,
    ConversationMode conversationMode,
    boolean chat,
    boolean analysis,
    Optional<ZoneId> timezone,
    Map<String, ToolServerConfig> mcpServers,
    Map<String, Secret> envVars,
    Optional<JoinTime> joinTime,
    Optional<String> deduplicationKey,
    Metadata metadata) {

  public static final String DEFAULT_MODEL = "gpt-4o";
  public static final double DEFAULT_FOLLOW_UP_SECONDS = 20;
  private static final double MAX_FOLLOW_UP_SECONDS = 300;
  private static final int MAX_ALIASES = 10;
  private static final int MAX_NAME = 100;
  private static final int MAX_VARIABLES = 64;
  private static final int MAX_DEDUPLICATION_KEY = 200;

  /** A shorter passcode may occur in a text by chance. */
  private static final int MIN_HIDDEN = 4;

  private static final int MAX_SERVERS = 10;

  public AgentConfig {
    FieldChecks checks = new FieldChecks();
    checks.text("name", name, MAX_NAME);
    checks.text("meeting_url", meetingUrl, 2_048);
    checks.httpUrl("meeting_url", meetingUrl);
    checks.text("llm_model", llmModel, 200);
    checks.check(
        nameAliases.size() <= MAX_ALIASES
            && nameAliases.stream()
                .allMatch(alias -> !alias.isBlank() && alias.length() <= MAX_NAME),
        "name_aliases",
        "must be at most %s names, none empty or longer than %s characters"
            .formatted(MAX_ALIASES, MAX_NAME));
    checks.range("follow_up_seconds", Optional.of(followUpSeconds), 0, MAX_FOLLOW_UP_SECONDS);
    timezone.ifPresent(
        zone ->
            checks.check(
                TimeZones.parse(zone.getId()).isPresent(),
                "timezone",
                TimeZones.mustBe(zone.getId())));
    passcode.ifPresent(secret -> checks.text("passcode", secret.value(), 200));
    checks.check(
        autoJoin || joinTime.isEmpty(), "join_at", "needs auto_join, which must be true then");
    deduplicationKey.ifPresent(key -> checks.text("deduplication_key", key, MAX_DEDUPLICATION_KEY));
    checks.check(
        mcpServers.size() <= MAX_SERVERS,
        "mcp_servers",
        "must have at most " + MAX_SERVERS + " entries");
    mcpServers
        .keySet()
        .forEach(
            server ->
                checks.check(
                    server.matches("[A-Za-z][A-Za-z0-9_-]{0,31}"),
                    "mcp_servers",
                    "must have names of letters, digits, _ and -, beginning with a letter, of at"
                        + " most 32 characters"));
    checks.check(
        envVars.size() <= MAX_VARIABLES,
        "env_vars",
        "must have at most " + MAX_VARIABLES + " entries");
    envVars.forEach(
        (variable, secret) ->
            checks.check(
                variable.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")
                    && secret.value().length() <= 8_192,
                "env_vars",
                "must map variable names (letters, digits, underscores) to strings of at most"
                    + " 8192 characters"));
    checks.done();
    nameAliases = List.copyOf(nameAliases);
    mcpServers = Collections.unmodifiableMap(new TreeMap<>(mcpServers));
    envVars = Collections.unmodifiableMap(new TreeMap<>(envVars));
  }

  /** Returns a configuration with only the required fields. */
  public static AgentConfig of(String name, String meetingUrl) {
    return builder(name, meetingUrl).build();
  }

  /** Returns a builder with the default values. */
  public static AgentConfigBuilder builder(String name, String meetingUrl) {
    return new AgentConfigBuilder(name, meetingUrl);
  }

  /** Returns a builder with the values of this configuration. */
  public AgentConfigBuilder toBuilder() {
    return new AgentConfigBuilder(name, meetingUrl).like(this);
  }

  /** Returns the address of the meeting, for display and comparison. */
  public MeetingAddress address() {
    return new MeetingAddress(meetingUrl);
  }

  /** Returns {@code text} with the secrets of the meeting masked, for error messages. */
  public String withoutSecrets(String text) {
    String hidden = address().hide(text);
    return passcode
        .map(Secret::value)
        .filter(code -> code.length() >= MIN_HIDDEN)
        .map(code -> hidden.replace(code, Secret.MASK))
        .orElse(hidden);
  }

  /** Returns the approximate number of characters of all texts. */
  public int characters() {
    long servers =
        mcpServers.values().stream()
            .mapToLong(
                server ->
                    server.url().length()
                        + secrets(server.headers())
                        + server.include().stream().mapToLong(String::length).sum()
                        + server.exclude().stream().mapToLong(String::length).sum())
            .sum();
    long speechArguments =
        Stream.of(speech.sttArgs(), speech.ttsArgs(), speech.vadArgs())
            .mapToLong(args -> args.toString().length())
            .sum();
    long all =
        name.length()
            + meetingUrl.length()
            + llmModel.length()
            + prompt.customPrompt().map(String::length).orElse(0)
            + prompt.personalityPrompt().map(String::length).orElse(0)
            + nameAliases.stream().mapToLong(String::length).sum()
            + speechArguments
            + servers
            + deduplicationKey.map(String::length).orElse(0)
            + metadata.characters()
            + secrets(envVars);
    return Math.toIntExact(all);
  }

  private static long secrets(Map<String, Secret> secrets) {
    return secrets.entrySet().stream()
        .mapToLong(entry -> entry.getKey().length() + entry.getValue().value().length())
        .sum();
  }

  /** Returns whether the agent keeps an analysis of its meeting. */
  public boolean keepsAnalysis() {
    return switch (conversationMode) {
      case ANALYST -> true;
      case CONVERSATIONAL -> analysis;
    };
  }
}
