package ai.joinly.manager.json;

import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentConfigBuilder;
import ai.joinly.manager.domain.agent.ConversationMode;
import ai.joinly.manager.domain.agent.JoinTime;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.agent.Metadata;
import ai.joinly.manager.domain.agent.PromptSettings;
import ai.joinly.manager.domain.agent.PromptStyle;
import ai.joinly.manager.domain.agent.SpeechSettings;
import ai.joinly.manager.domain.agent.SttProvider;
import ai.joinly.manager.domain.agent.ToolServerConfig;
import ai.joinly.manager.domain.agent.TtsProvider;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reader of the body of {@code POST /agents}. Unknown fields have no effect. */
public final class AgentConfigJson {
  /** Replacements for invalid required texts, so that the other fields are checked, too. */
  private static final String ANY_NAME = "agent";

  private static final String ANY_URL = "http://localhost";

  private AgentConfigJson() {}

  /**
   * Returns the configuration in {@code body}, with defaults for fields that are missing or null.
   *
   * @throws ai.joinly.manager.domain.InvalidFieldsException with all invalid fields
   */
  public static AgentConfig read(ObjectNode body) {
    return read(new FieldReader(body));
  }

  /**
   * Reads a request to create an agent.
   *
   * @throws ai.joinly.manager.domain.InvalidFieldsException with all invalid fields
   */
  public static AgentRequest readRequest(ObjectNode body) {
    FieldReader fields = new FieldReader(body);
    AgentConfig config = read(fields);
    ConfigSize.require(body, fields.known());
    return new AgentRequest(config, UnknownFields.warnings(fields.unknown(), fields.known()));
  }

  /** Returns the names of all fields. */
  static List<String> fields() {
    FieldReader fields = new FieldReader(Json.mapper().createObjectNode());
    try {
      read(fields);
    } catch (InvalidFieldsException e) {
      // The required ones are missing; all were asked for.
    }
    return List.copyOf(fields.known());
  }

  private static AgentConfig read(FieldReader fields) {
    AgentConfigBuilder builder =
        AgentConfig.builder(
                fields.requiredText("name", ANY_NAME), fields.requiredText("meeting_url", ANY_URL))
            .llmProvider(fields.choice("llm_provider", LlmProvider.class, LlmProvider.OPENAI))
            .llmModel(fields.text("llm_model").orElse(AgentConfig.DEFAULT_MODEL))
            .speech(readSpeech(fields))
            .prompt(readPrompt(fields))
            .nameTrigger(fields.flag("name_trigger", false))
            .nameAliases(fields.textList("name_aliases"))
            .followUpSeconds(
                fields.number("follow_up_seconds").orElse(AgentConfig.DEFAULT_FOLLOW_UP_SECONDS))
            .autoJoin(fields.flag("auto_join", true))
            .passcode(fields.textUnlessBlank("passcode").map(Secret::new))
            .conversationMode(
                fields.choice(
                    "conversation_mode", ConversationMode.class, ConversationMode.CONVERSATIONAL))
            .chat(fields.flag("chat", false))
            .analysis(fields.flag("analysis", false))
            .timezone(fields.zone("timezone"))
            .mcpServers(readToolServers(fields))
            .envVars(fields.secrets("env_vars"))
            .joinTime(readJoinTime(fields))
            .deduplicationKey(fields.textUnlessBlank("deduplication_key"))
            .metadata(fields.build(() -> new Metadata(fields.textMap("metadata")), Metadata.NONE));
    AgentConfig config = fields.build(builder::build, AgentConfig.of(ANY_NAME, ANY_URL));
    fields.done();
    return config;
  }

  private static Optional<JoinTime> readJoinTime(FieldReader fields) {
    Optional<Instant> at = fields.time("join_at");
    Optional<Instant> until = fields.time("join_until");
    if (at.isEmpty()) {
      until.ifPresent(end -> fields.refuse("join_until", "needs join_at"));
      return Optional.empty();
    }
    return fields.build(() -> Optional.of(new JoinTime(at.get(), until)), Optional.empty());
  }

  private static Map<String, ToolServerConfig> readToolServers(FieldReader fields) {
    Map<String, ToolServerConfig> servers = new LinkedHashMap<>();
    fields
        .objects("mcp_servers", List.of("url", "headers", "include", "exclude"))
        .forEach(
            (name, server) ->
                fields
                    .build(
                        () ->
                            Optional.of(
                                new ToolServerConfig(
                                    server.path("url").asText(),
                                    FieldReader.texts(server.path("headers")),
                                    FieldReader.names(server.path("include")),
                                    FieldReader.names(server.path("exclude")))),
                        Optional.<ToolServerConfig>empty())
                    .ifPresent(config -> servers.put(name, config)));
    return servers;
  }

  private static SpeechSettings readSpeech(FieldReader fields) {
    TtsProvider tts =
        fields.choice("tts_provider", TtsProvider.class, SpeechSettings.DEFAULT.tts());
    SttProvider stt =
        fields.choice("stt_provider", SttProvider.class, SpeechSettings.DEFAULT.stt());
    String language = fields.text("language").orElse(SpeechSettings.DEFAULT.language());
    var utteranceTail = fields.number("utterance_tail_seconds");
    var noSpeechDelay = fields.number("no_speech_event_delay");
    var maxSttTasks = fields.integer("max_stt_tasks");
    var windowQueueSize = fields.integer("window_queue_size");
    var sttArgs = fields.arguments("stt_args");
    var ttsArgs = fields.arguments("tts_args");
    var vadArgs = fields.arguments("vad_args");
    return fields.build(
        () ->
            new SpeechSettings(
                tts,
                stt,
                language,
                utteranceTail,
                noSpeechDelay,
                maxSttTasks,
                windowQueueSize,
                sttArgs,
                ttsArgs,
                vadArgs),
        SpeechSettings.DEFAULT);
  }

  private static PromptSettings readPrompt(FieldReader fields) {
    PromptStyle style =
        fields.choice("prompt_style", PromptStyle.class, PromptSettings.DEFAULT.style());
    var customPrompt = fields.textUnlessBlank("custom_prompt");
    var personalityPrompt = fields.textUnlessBlank("personality_prompt");
    return fields.build(
        () -> new PromptSettings(style, customPrompt, personalityPrompt), PromptSettings.DEFAULT);
  }
}
