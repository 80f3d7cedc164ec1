package ai.joinly.manager.agent.tools;

import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.function.BooleanSupplier;

/**
 * Gateway to the tools of a meeting. Records visible actions before it executes them, and skips
 * them once they are outdated. Thread-safe.
 */
public final class MeetingToolGateway {
  /** Outcome of a call that was not made because a participant spoke in the meantime. */
  public static final ToolOutcome OUTDATED =
      new ToolOutcome(
          "Not done: someone spoke in the meantime. Go by everything said since.", Status.NOT_DONE);

  /** Outcome of a call that was not made because the turn reached its time limit. */
  static final ToolOutcome TOO_LATE =
      new ToolOutcome("Not done: your turn has taken too long and ends now.", Status.NOT_DONE);

  /** The server continues a request, such as a speech, after its client has disconnected. */
  private static final String MAY_BE_DONE = " It is not known whether it was done all the same.";

  /** Result of an action that was not finished when the process that started it ended. */
  public static final String LEFT_OPEN =
      "The manager was restarted while this was under way. People may have heard or read all of it,"
          + " a part or nothing. Do not say it again unless you are asked to.";

  /** Executor of tool calls. */
  @FunctionalInterface
  public interface Callee {
    /** As {@link MeetingSession#call}. */
    ToolOutcome call(String name, String arguments) throws MeetingException, InterruptedException;
  }

  private final Callee callee;
  private final ActionLog actions;
  private final BooleanSupplier outdated;
  private final BooleanSupplier overdue;

  /** Set by the first thread whose call is refused for this reason. */
  private volatile boolean cameTooLate;

  /**
   * @param actions records each action before it is executed
   * @param outdated whether no new action may start
   */
  public MeetingToolGateway(Callee callee, ActionLog actions, BooleanSupplier outdated) {
    this(callee, actions, outdated, () -> false);
  }

  /**
   * @param actions records each action before it is executed
   * @param outdated whether no new action may start
   * @param overdue whether no action may be executed, not even the rest of a started one
   */
  public MeetingToolGateway(
      Callee callee, ActionLog actions, BooleanSupplier outdated, BooleanSupplier overdue) {
    this.callee = callee;
    this.actions = actions;
    this.outdated = outdated;
    this.overdue = overdue;
  }

  /** Returns whether a call was refused because the turn reached its time limit. */
  boolean cameTooLate() {
    return cameTooLate;
  }

  boolean isOutdated() {
    return outdated.getAsBoolean();
  }

  /**
   * Executes an action that participants notice. Returns {@link #OUTDATED} or {@link #TOO_LATE} if
   * it was skipped for that reason.
   */
  public ToolOutcome act(ToolCall call) {
    return act(call, outdated);
  }

  /**
   * Continues an action that has started, even if a participant has spoken in the meantime.
   * Otherwise like {@link #act(ToolCall)}.
   */
  ToolOutcome continueWith(ToolCall call) {
    return act(call, () -> false);
  }

  private ToolOutcome act(ToolCall call, BooleanSupplier unwanted) {
    long action;
    try {
      action = actions.intend(call.name(), call.arguments());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ToolOutcome.failed("The agent was stopped before it was done.");
    }
    if (unwanted.getAsBoolean()) {
      actions.ended(action, Status.NOT_DONE, "");
      return OUTDATED;
    }
    if (overdue.getAsBoolean()) {
      cameTooLate = true;
      actions.ended(action, Status.NOT_DONE, "");
      return TOO_LATE;
    }
    return ended(action, call(call));
  }

  /** Executes a read-only call. */
  ToolOutcome look(ToolCall call) {
    return ended(actions.note(call.name(), call.arguments()), call(call));
  }

  private ToolOutcome ended(long action, ToolOutcome outcome) {
    actions.ended(action, outcome.status(), outcome.text());
    return outcome;
  }

  private ToolOutcome call(ToolCall call) {
    try {
      ToolOutcome outcome = callee.call(call.name(), call.arguments());
      return call.name().equals(MeetingTool.SPEAK) ? SpeechResult.typed(outcome) : outcome;
    } catch (MeetingException e) {
      return switch (e.category()) {
        case BROKEN_OFF, TIMED_OUT ->
            new ToolOutcome(e.userMessage() + MAY_BE_DONE, Status.UNKNOWN);
        case UNREACHABLE, SESSION_LOST, START_FAILED, REFUSED, OCCUPIED, PROTOCOL ->
            ToolOutcome.failed(e.userMessage());
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ToolOutcome.failed("The agent was stopped before an answer came.");
    }
  }
}
