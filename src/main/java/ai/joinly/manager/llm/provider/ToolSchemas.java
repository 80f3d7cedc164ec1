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
 * What LangChain4j takes for tools and answers, one for all models: the same tools are turned into
 * it once. Thread-safe.
 */
public final class ToolSchemas {
  /** Agents mostly have the same tools; of more different lists the next use converts anew. */
  private static final int KEPT = 64;

  /** In characters: a longer list is converted for each request, which costs as much to send. */
  private static final int LONGEST_KEPT = 64 * 1024;

  /** What LangChain4j takes for a list; of its own each agent would hold some 10 KB. */
  private final LruCache<List<ToolDefinition>, List<ToolSpecification>> recent =
      new LruCache<>(KEPT);

  List<ToolSpecification> convert(List<ToolDefinition> tools) {
    long length =
        tools.stream().mapToLong(t -> t.description().length() + t.inputSchema().length()).sum();
    return length > LONGEST_KEPT
        ? ToolSpecifications.of(tools)
        : recent.of(tools, ToolSpecifications::of);
  }

  /** The form of an answer, of which no keyword is lost either. */
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
