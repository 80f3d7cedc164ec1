package ai.joinly.manager.json;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.JoinTime;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.SpeechSettings;
import ai.joinly.manager.domain.agent.ToolServerConfig;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writer of agents for the REST API. Writes directly to a generator, because lists can be long. */
public final class AgentJson {
  private AgentJson() {}

  /** Writes an agent with {@code logs}, newest last. Secrets are not written. */
  public static void write(JsonGenerator json, Agent agent, List<LogEntry> logs)
      throws IOException {
    json.writeStartObject();
    writeFields(json, agent, logs);
    json.writeEndObject();
  }

  /** Writes an agent with warnings about its configuration. */
  public static void write(
      JsonGenerator json, Agent agent, List<LogEntry> logs, List<String> warnings)
      throws IOException {
    json.writeStartObject();
    writeFields(json, agent, logs);
    json.writeArrayFieldStart("warnings");
    for (String warning : warnings) {
      json.writeString(warning);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * Writes a replacement for an agent that cannot be written, because an older version stored
   * values that are nested too deep.
   */
  public static void writeUnshown(JsonGenerator json, Agent agent) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", agent.id().value());
    json.writeStringField("name", agent.kept().name());
    json.writeObjectFieldStart("config");
    json.writeStringField("name", agent.kept().name());
    json.writeEndObject();
    json.writeStringField("status", WireName.of(agent.status()));
    json.writeStringField("meeting_status", WireName.of(agent.meetingStatus()));
    json.writeStringField("created_at", Json.timestamp(agent.createdAt()));
    json.writeStringField(
        "error",
        "The configuration of this agent cannot be shown; delete the agent and create it with"
            + " less deeply nested values.");
    json.writeArrayFieldStart("logs");
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeFields(JsonGenerator json, Agent agent, List<LogEntry> logs)
      throws IOException {
    json.writeStringField("id", agent.id().value());
    json.writeFieldName("config");
    writeConfig(json, agent.config());
    json.writeStringField("status", WireName.of(agent.status()));
    json.writeStringField("meeting_status", WireName.of(agent.meetingStatus()));
    json.writeStringField("created_at", Json.timestamp(agent.createdAt()));
    writeWhenSet(json, "scheduled_at", agent.scheduledAt());
    writeWhenSet(json, "started_at", agent.startedAt());
    writeWhenSet(json, "stopped_at", agent.stoppedAt());
    if (agent.errorMessage().isPresent()) {
      json.writeStringField("error_message", agent.errorMessage().get());
    }
    if (agent.lastError().isPresent()) {
      json.writeStringField("last_error", agent.lastError().get());
    }
    json.writeBooleanField("muted", agent.muted());
    json.writeFieldName("logs");
    writeLogs(json, logs);
  }

  /** Writes the lines of a log as an array. */
  public static void writeLogs(JsonGenerator json, List<LogEntry> logs) throws IOException {
    if (logs instanceof LogLines lines) {
      json.writeRawValue(lines.json());
    } else {
      writeEach(json, logs);
    }
  }

  static void writeEach(JsonGenerator json, List<LogEntry> logs) throws IOException {
    json.writeStartArray();
    for (LogEntry entry : logs) {
      json.writeStartObject();
      Parts.writeLogFields(json, entry);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeConfig(JsonGenerator json, AgentConfig config) throws IOException {
    writeConfig(json, config, config.meetingUrl());
  }

  static void writeConfig(JsonGenerator json, AgentConfig config, String meetingUrl)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", config.name());
    json.writeStringField("meeting_url", meetingUrl);
    json.writeStringField("llm_provider", WireName.of(config.llmProvider()));
    json.writeStringField("llm_model", config.llmModel());
    writeSpeech(json, config.speech());
    json.writeStringField("prompt_style", WireName.of(config.prompt().style()));
    Parts.writeOptional(json, "custom_prompt", config.prompt().customPrompt());
    Parts.writeOptional(json, "personality_prompt", config.prompt().personalityPrompt());
    json.writeBooleanField("name_trigger", config.nameTrigger());
    json.writeArrayFieldStart("name_aliases");
    for (String alias : config.nameAliases()) {
      json.writeString(alias);
    }
    json.writeEndArray();
    json.writeFieldName("follow_up_seconds");
    writeShortest(json, config.followUpSeconds());
    json.writeBooleanField("auto_join", config.autoJoin());
    Parts.writeOptional(json, "passcode", config.passcode().map(Secret::toString));
    json.writeStringField("conversation_mode", WireName.of(config.conversationMode()));
    json.writeBooleanField("chat", config.chat());
    json.writeBooleanField("analysis", config.analysis());
    Parts.writeOptional(json, "timezone", config.timezone().map(ZoneId::getId));
    json.writeObjectFieldStart("mcp_servers");
    for (Map.Entry<String, ToolServerConfig> server : config.mcpServers().entrySet()) {
      json.writeObjectFieldStart(server.getKey());
      json.writeStringField("url", server.getValue().url());
      json.writeFieldName("headers");
      writeMasked(json, server.getValue().headers());
      AnalysisJson.writeTexts(json, "include", server.getValue().include());
      AnalysisJson.writeTexts(json, "exclude", server.getValue().exclude());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeFieldName("env_vars");
    writeMasked(json, config.envVars());
    Parts.writeOptional(json, "join_at", config.joinTime().map(time -> Json.timestamp(time.at())));
    Parts.writeOptional(
        json, "join_until", config.joinTime().flatMap(JoinTime::until).map(Json::timestamp));
    Parts.writeOptional(json, "deduplication_key", config.deduplicationKey());
    json.writeFieldName("metadata");
    Parts.writeMetadata(json, config.metadata());
    json.writeEndObject();
  }

  private static void writeMasked(JsonGenerator json, Map<String, Secret> secrets)
      throws IOException {
    json.writeStartObject();
    for (String name : secrets.keySet()) {
      json.writeStringField(name, Secret.MASK);
    }
    json.writeEndObject();
  }

  private static void writeSpeech(JsonGenerator json, SpeechSettings speech) throws IOException {
    json.writeStringField("tts_provider", WireName.of(speech.tts()));
    json.writeStringField("stt_provider", WireName.of(speech.stt()));
    json.writeStringField("language", speech.language());
    writeNumber(json, "utterance_tail_seconds", speech.utteranceTailSeconds());
    writeNumber(json, "no_speech_event_delay", speech.noSpeechEventDelay());
    writeNumber(json, "max_stt_tasks", speech.maxSttTasks());
    writeNumber(json, "window_queue_size", speech.windowQueueSize());
    writeArguments(json, "stt_args", speech.sttArgs());
    writeArguments(json, "tts_args", speech.ttsArgs());
    writeArguments(json, "vad_args", speech.vadArgs());
  }

  private static void writeArguments(JsonGenerator json, String field, Map<String, Object> args)
      throws IOException {
    json.writeFieldName(field);
    json.writePOJO(args);
  }

  private static void writeNumber(
      JsonGenerator json, String field, Optional<? extends Number> value) throws IOException {
    json.writeFieldName(field);
    json.writePOJO(value.orElse(null));
  }

  private static void writeShortest(JsonGenerator json, double number) throws IOException {
    if (number == Math.rint(number)) {
      json.writeNumber((long) number);
    } else {
      json.writeNumber(number);
    }
  }

  private static void writeWhenSet(JsonGenerator json, String field, Optional<Instant> moment)
      throws IOException {
    if (moment.isPresent()) {
      json.writeStringField(field, Json.timestamp(moment.get()));
    }
  }
}
