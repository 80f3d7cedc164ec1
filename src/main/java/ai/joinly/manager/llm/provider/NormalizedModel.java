package ai.joinly.manager.llm.provider;

import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import ai.joinly.manager.llm.schema.NormalTools;
import java.util.List;
import java.util.Set;

/**
 * Model that sends tools in the normal form, which all providers accept, and converts calls back to
 * the form of the tools' owners. Thread-safe.
 *
 * @param recent the normal form of the most recently used lists, shared by all models
 */
public record NormalizedModel(
    ProviderModel model, LruCache<List<ToolDefinition>, NormalTools> recent)
    implements ProviderModel {
  /** Number of cached lists; most agents have the same tools. */
  public static final int LISTS_KEPT = 64;

  /** In characters: a longer list is converted for each request. */
  private static final int MAX_CACHED_LENGTH = 64 * 1024;

  @Override
  public LlmReply ask(LlmRequest request, Set<OptionalParameter> parameters) {
    NormalTools tools = normal(request.tools());
    return tools.received(model.ask(tools.sent(request), parameters));
  }

  private NormalTools normal(List<ToolDefinition> tools) {
    long length =
        tools.stream().mapToLong(t -> t.description().length() + t.inputSchema().length()).sum();
    return length > MAX_CACHED_LENGTH ? NormalTools.of(tools) : recent.of(tools, NormalTools::of);
  }
}
