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
 * Finds the next repair for one request. A repair that would change nothing is passed over, so that
 * no request is sent twice; each repair is used once, naming one tool a few times.
 */
public final class RepairSteps {
  /** Servers name one tool at a time: after some of them, the rest is not tried one by one. */
  static final int MOST_NAMED_TOOLS = 8;

  /** Far above any sequence that ends well. */
  static final int MOST_STEPS = 14;

  /**
   * A repair and what requests look like with it.
   *
   * @param adaptation of this request
   * @param lasting what is to be remembered; nothing where only this conversation is to blame
   * @param subject what it is about: parameters or tools
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
   * @param request as the caller made it
   * @param parameters what it may carry
   */
  public RepairSteps(LlmRequest request, Set<OptionalParameter> parameters) {
    this.request = request;
    this.parameters = Set.copyOf(parameters);
  }

  /** Returns the mildest repair that may help against {@code details}; empty when none is left. */
  public Optional<Step> next(Adaptation now, RefusalDetails details) {
    if (steps >= MOST_STEPS) {
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
        int said = details.limit().orElse(tools.size() / 2);
        int most = said < tools.size() ? said : tools.size() / 2;
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

  /** Tools whose names the server says; else the one at the place that it says. */
  private List<ToolDefinition> named(List<ToolDefinition> tools, RefusalDetails details) {
    if (namedTools >= MOST_NAMED_TOOLS) {
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
