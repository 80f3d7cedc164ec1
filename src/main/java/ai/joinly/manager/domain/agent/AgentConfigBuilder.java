package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.Secret;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builder of an {@link AgentConfig} with the API's default values. */
public final class AgentConfigBuilder {
  private String name;
  private String meetingUrl;
  private Optional<Secret> passcode = Optional.empty();
  private LlmProvider llmProvider = LlmProvider.OPENAI;
  private String llmModel = AgentConfig.DEFAULT_MODEL;
  private SpeechSettings speech = SpeechSettings.DEFAULT;
  private PromptSettings prompt = PromptSettings.DEFAULT;
  private boolean nameTrigger;
  private List<String> nameAliases = List.of();
  private double followUpSeconds = AgentConfig.DEFAULT_FOLLOW_UP_SECONDS;
  private boolean autoJoin = true;
  private ConversationMode conversationMode = ConversationMode.CONVERSATIONAL;
  private boolean chat;
  private boolean analysis;
  private Optional<ZoneId> timezone = Optional.empty();
  private Map<String, ToolServerConfig> mcpServers = Map.of();
  private Map<String, Secret> envVars = Map.of();
  private Optional<JoinTime> joinTime = Optional.empty();
  private Optional<String> deduplicationKey = Optional.empty();
  private Metadata metadata = Metadata.NONE;

  AgentConfigBuilder(String name, String meetingUrl) {
    this.name = name;
    this.meetingUrl = meetingUrl;
  }

  AgentConfigBuilder like(AgentConfig other) {
    this.passcode = other.passcode();
    this.llmProvider = other.llmProvider();
    this.llmModel = other.llmModel();
    this.speech = other.speech();
    this.prompt = other.prompt();
    this.nameTrigger = other.nameTrigger();
    this.nameAliases = other.nameAliases();
    this.followUpSeconds = other.followUpSeconds();
    this.autoJoin = other.autoJoin();
    this.conversationMode = other.conversationMode();
    this.chat = other.chat();
    this.analysis = other.analysis();
    this.timezone = other.timezone();
    this.mcpServers = other.mcpServers();
    this.envVars = other.envVars();
    this.joinTime = other.joinTime();
    this.deduplicationKey = other.deduplicationKey();
    this.metadata = other.metadata();
    return this;
  }

  public AgentConfigBuilder name(String value) {
    this.name = value;
    return this;
  }

  public AgentConfigBuilder meetingUrl(String value) {
    this.meetingUrl = value;
    return this;
  }

  public AgentConfigBuilder passcode(Optional<Secret> value) {
    this.passcode = value;
    return this;
  }

  public AgentConfigBuilder llmProvider(LlmProvider value) {
    this.llmProvider = value;
    return this;
  }

  public AgentConfigBuilder llmModel(String value) {
    this.llmModel = value;
    return this;
  }

  public AgentConfigBuilder speech(SpeechSettings value) {
    this.speech = value;
    return this;
  }

  public AgentConfigBuilder prompt(PromptSettings value) {
    this.prompt = value;
    return this;
  }

  public AgentConfigBuilder nameTrigger(boolean value) {
    this.nameTrigger = value;
    return this;
  }

  public AgentConfigBuilder nameAliases(List<String> value) {
    this.nameAliases = value;
    return this;
  }

  public AgentConfigBuilder followUpSeconds(double value) {
    this.followUpSeconds = value;
    return this;
  }

  public AgentConfigBuilder autoJoin(boolean value) {
    this.autoJoin = value;
    return this;
  }

  public AgentConfigBuilder conversationMode(ConversationMode value) {
    this.conversationMode = value;
    return this;
  }

  public AgentConfigBuilder chat(boolean value) {
    this.chat = value;
    return this;
  }

  public AgentConfigBuilder analysis(boolean value) {
    this.analysis = value;
    return this;
  }

  public AgentConfigBuilder timezone(Optional<ZoneId> value) {
    this.timezone = value;
    return this;
  }

  public AgentConfigBuilder mcpServers(Map<String, ToolServerConfig> value) {
    this.mcpServers = value;
    return this;
  }

  public AgentConfigBuilder envVars(Map<String, Secret> value) {
    this.envVars = value;
    return this;
  }

  public AgentConfigBuilder joinTime(Optional<JoinTime> value) {
    this.joinTime = value;
    return this;
  }

  public AgentConfigBuilder deduplicationKey(Optional<String> value) {
    this.deduplicationKey = value;
    return this;
  }

  public AgentConfigBuilder metadata(Metadata value) {
    this.metadata = value;
    return this;
  }

  /**
   * Returns the configuration.
   *
   * @throws InvalidFieldsException if a field is invalid
   */
  public AgentConfig build() {
    return new AgentConfig(
        name,
        meetingUrl,
        passcode,
        llmProvider,
        llmModel,
        speech,
        prompt,
        nameTrigger,
        nameAliases,
        followUpSeconds,
        autoJoin,
        conversationMode,
        chat,
        analysis,
        timezone,
        mcpServers,
        envVars,
        joinTime,
        deduplicationKey,
        metadata);
  }
}
