package ai.joinly.manager.agent.tools;

import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.function.BooleanSupplier;

/**
 * Calls the tools of a meeting. What others notice is written down before it is done, and not done
 * any more once it is outdated. Thread-safe.
 */
public final class MeetingToolGateway {
  /** What is answered for a call that was not made, since somebody spoke in the meantime. */
  public static final ToolOutcome OUTDATED =
      new ToolOutcome(
          "Not done: somebody spoke in the meantime. Go by what was said since.", Status.NOT_DONE);

  /** What is answered for a call that was not made, since the turn may take no longer. */
  static final ToolOutcome TOO_LATE =
      new ToolOutcome("Not done: your turn has taken too long and ends now.", Status.NOT_DONE);

  /** The server goes on with what it was asked for, a speech for instance, when nobody listens. */
  private static final String MAY_BE_DONE = " It is not known whether it was done all the same.";

  /** What is told of something whose end the process that began it did not live to see. */
  public static final String LEFT_OPEN =
      "The manager was restarted while this was under way. People may have heard or read all of it,"
          + " a part or nothing. Do not say it again unless you are asked to.";

  /** Where calls are made. */
  @FunctionalInterface
  public interface Callee {
    /** As {@link MeetingSession#call}. */
    ToolOutcome call(String name, String arguments) throws MeetingException, InterruptedException;
  }

  private final Callee callee;
  private final ActionLog actions;
  private final BooleanSupplier outdated;
  private final BooleanSupplier overdue;

  /** Set once, by whatever thread is the first to be refused for that reason. */
  private volatile boolean cameTooLate;

  /**
   * @param actions is told of what is done, before it is done
   * @param outdated whether nothing new may be begun any more
   */
  public MeetingToolGateway(Callee callee, ActionLog actions, BooleanSupplier outdated) {
    this(callee, actions, outdated, () -> false);
  }

  /**
   * @param actions is told of what is done, before it is done
   * @param outdated whether nothing new may be begun any more
   * @param overdue whether nothing at all may be done any more
   */
  public MeetingToolGateway(
      Callee callee, ActionLog actions, BooleanSupplier outdated, BooleanSupplier overdue) {
    this.callee = callee;
    this.actions = actions;
    this.outdated = outdated;
    this.overdue = overdue;
  }

  /** Whether something was not done because the turn may take no longer. */
  boolean cameTooLate() {
    return cameTooLate;
  }

  boolean isOutdated() {
    return outdated.getAsBoolean();
  }

  /**
   * Does what others notice; {@link #OUTDATED} or {@link #TOO_LATE} when it was not done for that
   * reason.
   */
  public ToolOutcome act(ToolCall call) {
    return act(call, outdated);
  }

  /** Goes on with what was begun, whoever speaks meanwhile; else as {@link #act(ToolCall)}. */
  ToolOutcome goOn(ToolCall call) {
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

  /** Looks at something, which changes nothing. */
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
