package ai.joinly.manager.llm.provider;

import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import ai.joinly.manager.llm.schema.NormalTools;
import java.util.List;
import java.util.Set;

/**
 * Sends tools in the one form that all providers take, and brings calls back into the form that the
 * owners of the tools know. Thread-safe.
 *
 * @param recent the normal form of the lists that were used last, shared by all models
 */
public record NormalizedModel(
    ProviderModel model, LruCache<List<ToolDefinition>, NormalTools> recent)
    implements ProviderModel {
  /** Agents mostly have the same tools. */
  public static final int LISTS_KEPT = 64;

  /** In characters: a longer list is brought into form for each request. */
  private static final int LONGEST_KEPT = 64 * 1024;

  @Override
  public LlmReply ask(LlmRequest request, Set<OptionalParameter> parameters) {
    NormalTools tools = normal(request.tools());
    return tools.received(model.ask(tools.sent(request), parameters));
  }

  private NormalTools normal(List<ToolDefinition> tools) {
    long length =
        tools.stream().mapToLong(t -> t.description().length() + t.inputSchema().length()).sum();
    return length > LONGEST_KEPT ? NormalTools.of(tools) : recent.of(tools, NormalTools::of);
  }
}
