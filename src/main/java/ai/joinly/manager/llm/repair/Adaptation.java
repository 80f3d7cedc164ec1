package ai.joinly.manager.llm.repair;

import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Restrictions of a model's server and the changes that they require in requests. A request is
 * never changed in place.
 *
 * @param messages repairs of the conversation
 * @param refused parameters that are omitted
 * @param leftOut tools that are omitted, oldest first
 * @param mostTools maximum number of tools in one request
 */
public record Adaptation(
    Set<Repair> messages, Set<OptionalParameter> refused, Set<ToolKey> leftOut, int mostTools) {
  /**
   * Maximum number of tools: no known provider accepts more, and no model can choose among more.
   */
  public static final int MAX_TOOLS = 128;

  static final int MAX_LEFT_OUT = 512;

  /** No known restrictions. */
  public static final Adaptation NONE = new Adaptation(Set.of(), Set.of(), Set.of(), MAX_TOOLS);

  /** Tool in the form that was refused; another form of it may be accepted. */
  public record ToolKey(String name, int form) {
    static ToolKey of(ToolDefinition tool) {
      return new ToolKey(
          tool.name(), 31 * tool.inputSchema().hashCode() + tool.description().hashCode());
    }
  }

  /**
   * Request as it is sent.
   *
   * @param leftOut names of tools that are omitted
   */
  public record Prepared(
      LlmRequest request, Set<OptionalParameter> parameters, List<String> leftOut) {
    public Prepared {
      parameters = Set.copyOf(parameters);
      leftOut = List.copyOf(leftOut);
    }
  }

  public Adaptation {
    messages = Set.copyOf(messages);
    refused = Set.copyOf(refused);
    leftOut = newest(leftOut);
  }

  private static Set<ToolKey> newest(Set<ToolKey> keys) {
    return keys.stream()
        .skip(Math.max(0, keys.size() - MAX_LEFT_OUT))
        .collect(
            Collectors.collectingAndThen(
                Collectors.toCollection(LinkedHashSet::new), Collections::unmodifiableSet));
  }

  /**
   * Returns {@code request} in a form that this server accepts, with the allowed ones of {@code
   * parameters}.
   */
  public Prepared prepare(LlmRequest request, Set<OptionalParameter> parameters) {
    Set<OptionalParameter> taken = new HashSet<>(parameters);
    taken.removeAll(refused);
    List<ToolDefinition> tools = tools(request.tools());
    List<String> missing =
        request.tools().stream()
            .filter(tool -> !tools.contains(tool))
            .map(ToolDefinition::name)
            .toList();
    LlmRequest adapted = missing.isEmpty() ? request : request.withTools(tools);
    return new Prepared(MessageRepairs.apply(adapted, messages), taken, missing);
  }

  private List<ToolDefinition> tools(List<ToolDefinition> offered) {
    List<ToolDefinition> taken =
        offered.stream().filter(tool -> !leftOut.contains(ToolKey.of(tool))).toList();
    int surplus = taken.size() - mostTools;
    if (surplus <= 0) {
      return taken;
    }
    List<ToolDefinition> fewer = new ArrayList<>(taken);
    for (int i = fewer.size() - 1; i >= 0 && surplus > 0; i--) {
      if (fewer.get(i).isFurther()) {
        fewer.remove(i);
        surplus--;
      }
    }
    return fewer;
  }

  Adaptation with(Repair repair) {
    Set<Repair> more = new HashSet<>(messages);
    more.add(repair);
    if (repair == Repair.FLATTEN_TOOLS) {
      more.add(Repair.ALTERNATE_ROLES);
    }
    return new Adaptation(more, refused, leftOut, mostTools);
  }

  Adaptation without(Set<OptionalParameter> parameters) {
    Set<OptionalParameter> more = EnumSet.noneOf(OptionalParameter.class);
    more.addAll(refused);
    more.addAll(parameters);
    return new Adaptation(messages, more, leftOut, mostTools);
  }

  Adaptation leavingOut(Collection<ToolDefinition> tools) {
    Set<ToolKey> more = new LinkedHashSet<>(leftOut);
    tools.forEach(tool -> more.add(ToolKey.of(tool)));
    return new Adaptation(messages, refused, more, mostTools);
  }

  Adaptation withAtMost(int tools) {
    return new Adaptation(messages, refused, leftOut, Math.min(mostTools, tools));
  }

  /** Returns the union of the restrictions that two concurrent requests found. */
  Adaptation and(Adaptation other) {
    Adaptation both = this;
    for (Repair repair : other.messages) {
      both = both.with(repair);
    }
    Set<ToolKey> more = new LinkedHashSet<>(leftOut);
    more.addAll(other.leftOut);
    return new Adaptation(
        both.messages,
        both.without(other.refused).refused,
        more,
        Math.min(mostTools, other.mostTools));
  }
}
