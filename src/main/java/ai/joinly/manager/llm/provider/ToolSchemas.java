package ai.joinly.manager.llm.provider;

import ai.joinly.manager.llm.AnswerSchema;
import ai.joinly.manager.llm.ToolDefinition;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.List;

/**
 * Converter of tools and answer schemas to LangChain4j's types, shared by all models, so that equal
 * lists are converted once. Thread-safe.
 */
public final class ToolSchemas {
  /** Number of cached lists; most agents have the same tools. */
  private static final int MAX_LISTS = 64;

  /**
   * In characters: a longer list is converted for each request, which costs no more than sending
   * it.
   */
  private static final int MAX_CACHED_LENGTH = 64 * 1024;

  /** Converted lists; shared, since a separate one would take some 10 KB for each agent. */
  private final LruCache<List<ToolDefinition>, List<ToolSpecification>> recent =
      new LruCache<>(MAX_LISTS);

  List<ToolSpecification> convert(List<ToolDefinition> tools) {
    long length =
        tools.stream().mapToLong(t -> t.description().length() + t.inputSchema().length()).sum();
    return length > MAX_CACHED_LENGTH
        ? ToolSpecifications.of(tools)
        : recent.of(tools, ToolSpecifications::of);
  }

  /** Returns the format of a structured answer, with all keywords of its schema. */
  static ResponseFormat responseFormat(AnswerSchema schema) {
    return ResponseFormat.builder()
        .type(ResponseFormatType.JSON)
        .jsonSchema(
            JsonSchema.builder()
                .name(schema.name())
                .rootElement(JsonRawSchema.from(schema.json()))
                .build())
        .build();
  }
}
