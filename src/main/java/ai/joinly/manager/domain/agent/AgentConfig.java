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
 * What somebody asked of an agent: the body of {@code POST /agents}, with defaults filled in.
 *
 * @param name the name shown in the meeting
 * @param meetingUrl an absolute http(s) URL
 * @param passcode of the meeting; never shown
 * @param nameTrigger whether the agent only answers when its name is said
 * @param nameAliases further names by which people call it
 * @param followUpSeconds how long somebody it has spoken to need not say its name; 0 for never
 * @param autoJoin whether it joins by itself when started
 * @param chat whether it reads the meeting's chat and answers there
 * @param analysis whether a conversational agent keeps an analysis, as an analyst always does
 * @param timezone of the agent's dates and times; empty for that of the manager
 * @param mcpServers further MCP servers whose tools it may use, by name
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
    List<String> nameAliases,
    double followUpSeconds,
    boolean autoJoin,
    ConversationMode conversationMode,
    boolean chat,
    boolean analysis,
    Optional<ZoneId> timezone,
    Map<String, ToolServerConfig> mcpServers,
    Map<String, Secret> envVars) {

  public static final String DEFAULT_MODEL = "gpt-4o";
  public static final double DEFAULT_FOLLOW_UP_SECONDS = 20;
  private static final double LONGEST_FOLLOW_UP_SECONDS = 300;
  private static final int MOST_ALIASES = 10;
  private static final int LONGEST_NAME = 100;
  private static final int MOST_VARIABLES = 64;

  /** A shorter passcode is found in any text by chance. */
  private static final int MIN_HIDDEN = 4;

  private static final int MOST_SERVERS = 10;

  public AgentConfig {
    FieldChecks checks = new FieldChecks();
    checks.text("name", name, LONGEST_NAME);
    checks.text("meeting_url", meetingUrl, 2_048);
    checks.httpUrl("meeting_url", meetingUrl);
    checks.text("llm_model", llmModel, 200);
    checks.check(
        nameAliases.size() <= MOST_ALIASES
            && nameAliases.stream()
                .allMatch(alias -> !alias.isBlank() && alias.length() <= LONGEST_NAME),
        "name_aliases",
        "must be at most %s names, none empty or longer than %s characters"
            .formatted(MOST_ALIASES, LONGEST_NAME));
    checks.range("follow_up_seconds", Optional.of(followUpSeconds), 0, LONGEST_FOLLOW_UP_SECONDS);
    timezone.ifPresent(
        zone ->
            checks.check(
                TimeZones.parse(zone.getId()).isPresent(),
                "timezone",
                TimeZones.mustBe(zone.getId())));
    passcode.ifPresent(secret -> checks.text("passcode", secret.value(), 200));
    checks.check(
        mcpServers.size() <= MOST_SERVERS,
        "mcp_servers",
        "must have at most " + MOST_SERVERS + " entries");
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
    nameAliases = List.copyOf(nameAliases);
    mcpServers = Collections.unmodifiableMap(new TreeMap<>(mcpServers));
    envVars = Collections.unmodifiableMap(new TreeMap<>(envVars));
  }

  /** An agent that only has what every agent must have. */
  public static AgentConfig of(String name, String meetingUrl) {
    return builder(name, meetingUrl).build();
  }

  /** A builder that begins with what holds where nothing is said. */
  public static AgentConfigBuilder builder(String name, String meetingUrl) {
    return new AgentConfigBuilder(name, meetingUrl);
  }

  /** A builder that begins with this one. */
  public AgentConfigBuilder toBuilder() {
    return new AgentConfigBuilder(name, meetingUrl).like(this);
  }

  /** The address of the meeting, as it is shown and compared. */
  public MeetingAddress address() {
    return new MeetingAddress(meetingUrl);
  }

  /** {@code text} without the secrets of the meeting, for an error that quotes them. */
  public String withoutSecrets(String text) {
    String hidden = address().hide(text);
    return passcode
        .map(Secret::value)
        .filter(code -> code.length() >= MIN_HIDDEN)
        .map(code -> hidden.replace(code, Secret.MASK))
        .orElse(hidden);
  }

  /** About how many characters its texts have together. */
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
            + secrets(envVars);
    return Math.toIntExact(all);
  }

  private static long secrets(Map<String, Secret> secrets) {
    return secrets.entrySet().stream()
        .mapToLong(entry -> entry.getKey().length() + entry.getValue().value().length())
        .sum();
  }

  /** Whether the agent keeps an analysis of its meeting. */
  public boolean keepsAnalysis() {
    return switch (conversationMode) {
      case ANALYST -> true;
      case CONVERSATIONAL -> analysis;
    };
  }
}
