package ai.joinly.manager.agent.turn;

import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.model.ToolOutcome;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Calls the tools of a meeting. What others notice is written down before it is done, and not done
 * any more once it is outdated. Thread-safe.
 */
public final class MeetingCalls {
  /** What is answered for a call that was not made, since somebody spoke in the meantime. */
  static final ToolOutcome OUTDATED =
      new ToolOutcome(
          "Not done: somebody spoke in the meantime. Go by what was said since.", false, List.of());

  /** Where calls are made. */
  @FunctionalInterface
  public interface Callee {
    /** As {@link MeetingSession#call}. */
    ToolOutcome call(String name, String arguments) throws MeetingException, InterruptedException;
  }

  private final Callee callee;
  private final ActionLog actions;
  private final BooleanSupplier outdated;

  /**
   * @param actions is told of what is done, before it is done
   * @param outdated whether nothing new may be begun any more
   */
  public MeetingCalls(Callee callee, ActionLog actions, BooleanSupplier outdated) {
    this.callee = callee;
    this.actions = actions;
    this.outdated = outdated;
  }

  /** Whether {@code outcome} stands for a call that was not made. */
  static boolean wasNotMade(ToolOutcome outcome) {
    return outcome.equals(OUTDATED);
  }

  boolean isOutdated() {
    return outdated.getAsBoolean();
  }

  /** Does what others notice; {@link #OUTDATED} when it was not done for that reason. */
  public ToolOutcome act(ToolCall call) {
    long action;
    try {
      action = actions.intend(call.name(), call.arguments());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("The agent was stopped before it was done.");
    }
    if (isOutdated()) {
      actions.ended(action, ActionLog.Outcome.NOT_DONE, "");
      return OUTDATED;
    }
    return ended(action, call(call));
  }

  /** Looks at something, which changes nothing. */
  ToolOutcome look(ToolCall call) {
    return ended(actions.note(call.name(), call.arguments()), call(call));
  }

  private ToolOutcome ended(long action, ToolOutcome outcome) {
    actions.ended(
        action,
        outcome.isError()
            ? ActionLog.Outcome.FAILED
            : SpokenAnswer.of(outcome.text()).interrupted()
                ? ActionLog.Outcome.INTERRUPTED
                : ActionLog.Outcome.DONE,
        outcome.text());
    return outcome;
  }

  private ToolOutcome call(ToolCall call) {
    try {
      return callee.call(call.name(), call.arguments());
    } catch (MeetingException e) {
      return failed(e.sentence());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("The agent was stopped before an answer came.");
    }
  }

  static ToolOutcome failed(String reason) {
    return new ToolOutcome(reason, true, List.of());
  }
}
