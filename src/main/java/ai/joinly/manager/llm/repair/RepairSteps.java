package ai.joinly.manager.llm.repair;

import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.repair.Adaptation.Prepared;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import ai.joinly.manager.llm.schema.NormalTools;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Sequence of repairs for one request. A repair without effect is skipped, so that no request is
 * sent twice. Each repair is used once, except omitting a named tool, which is used a few times.
 */
public final class RepairSteps {
  /** Servers name one tool at a time; after this number of tools no further one is tried. */
  static final int MAX_NAMED_TOOLS = 8;

  /** Maximum number of repairs, far above any successful sequence. */
  static final int MAX_STEPS = 14;

  /**
   * Repair with its effect on requests.
   *
   * @param adaptation the restrictions for this request
   * @param lasting the restrictions for all later requests; empty if only this conversation is the
   *     cause
   * @param subject the affected parameters or tools
   */
  public record Step(
      Repair repair, Adaptation adaptation, Optional<Adaptation> lasting, List<String> subject) {
    public Step {
      subject = List.copyOf(subject);
    }
  }

  private final LlmRequest request;
  private final Set<OptionalParameter> parameters;
  private int namedTools;
  private int steps;

  /**
   * @param request the caller's request
   * @param parameters the parameters that it may carry
   */
  public RepairSteps(LlmRequest request, Set<OptionalParameter> parameters) {
    this.request = request;
    this.parameters = Set.copyOf(parameters);
  }

  /** Returns the mildest remaining repair for {@code details}; empty when there is none. */
  public Optional<Step> next(Adaptation now, RefusalDetails details) {
    if (steps >= MAX_STEPS) {
      return Optional.empty();
    }
    Prepared sent = now.prepare(request, parameters);
    Optional<Step> next =
        details.complaint().repairs().stream()
            .map(repair -> step(repair, now, sent, details))
            .filter(
                step ->
                    !step.adaptation().equals(now)
                        && !step.adaptation().prepare(request, parameters).equals(sent))
            .findFirst();
    next.ifPresent(
        step -> {
          steps++;
          namedTools += step.repair() == Repair.LEAVE_OUT_TOOL ? 1 : 0;
        });
    return next;
  }

  private Step step(Repair repair, Adaptation now, Prepared sent, RefusalDetails details) {
    List<ToolDefinition> tools = sent.request().tools();
    return switch (repair) {
      case LEAVE_OUT_TOOL -> leaveOut(repair, now, named(tools, details));
      case LEAVE_OUT_FURTHER_TOOLS ->
          leaveOut(repair, now, tools.stream().filter(ToolDefinition::isFurther).toList());
      case FEWER_TOOLS -> {
        int reported = details.limit().orElse(tools.size() / 2);
        int most = reported < tools.size() ? reported : tools.size() / 2;
        yield step(repair, now, a -> a.withAtMost(most), List.of(String.valueOf(most)));
      }
      case LEAVE_OUT_PARAMETER ->
          step(
              repair,
              now,
              a -> a.without(details.parameters()),
              details.parameters().stream().map(Enum::name).sorted().toList());
      case FOLD_SYSTEM, SINGLE_CALLS, FLATTEN_TOOLS, ALTERNATE_ROLES, SHORT_CALL_IDS, REPEAT ->
          details.complaint().isLasting(repair)
              ? step(repair, now, a -> a.with(repair), List.of())
              : new Step(repair, now.with(repair), Optional.empty(), List.of());
    };
  }

  private static Step leaveOut(Repair repair, Adaptation now, List<ToolDefinition> tools) {
    return step(
        repair, now, a -> a.leavingOut(tools), tools.stream().map(ToolDefinition::name).toList());
  }

  private static Step step(
      Repair repair, Adaptation now, UnaryOperator<Adaptation> change, List<String> subject) {
    return new Step(repair, change.apply(now), Optional.of(change.apply(Adaptation.NONE)), subject);
  }

  /**
   * Returns the optional tools that the error names, or otherwise those at the positions that it
   * names.
   */
  private List<ToolDefinition> named(List<ToolDefinition> tools, RefusalDetails details) {
    if (namedTools >= MAX_NAMED_TOOLS) {
      return List.of();
    }
    List<ToolDefinition> byName =
        tools.stream()
            .filter(tool -> details.names().contains(NormalTools.sentName(tool)))
            .toList();
    List<ToolDefinition> named =
        byName.isEmpty()
            ? details.positions().stream().filter(i -> i < tools.size()).map(tools::get).toList()
            : byName;
    return named.stream().filter(tool -> !tool.isEssential()).toList();
  }
}
