package ai.joinly.manager.agent.participation;

import ai.joinly.manager.agent.AgentContext;
import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.Refusals;
import ai.joinly.manager.agent.conversation.CompletedRound;
import ai.joinly.manager.agent.conversation.ConversationState;
import ai.joinly.manager.agent.tools.ChatTool;
import ai.joinly.manager.agent.tools.MeetingToolGateway;
import ai.joinly.manager.agent.tools.OutgoingText;
import ai.joinly.manager.agent.tools.SentMessageTracker;
import ai.joinly.manager.agent.tools.SpeakTool;
import ai.joinly.manager.agent.tools.SpeechLock;
import ai.joinly.manager.agent.tools.SpeechLock.MutedBy;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.HeardShare;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Commands of operators to an agent in its meeting. Each runs as a child task, which completes the
 * reply. Speech and chat messages of operators are added to the conversation, so that the model
 * sees them. Owned by the agent's thread.
 */
public final class OperatorCommands {
  /** Maximum number of speeches and chat messages that run or wait at the same time. */
  public static final int MAX_PENDING = 5;

  private static final ToolOutcome DONE = ToolOutcome.done("Done.");

  /**
   * Length of generated ids in characters: long enough to be unique. LLM services allow ids of up
   * to 40 characters.
   */
  private static final int ID_LENGTH = 16;

  private final AgentContext context;
  private final SpeechLock voice;
  private final SentMessageTracker own;
  private final ConversationState memory;
  private final Optional<TurnListener> reporter;
  private final TaskScope stay;
  private final Semaphore pending = new Semaphore(MAX_PENDING);

  /** Command to the agent in {@code session}, which completes {@code reply} when it is done. */
  @FunctionalInterface
  public interface Command {
    void run(
        OperatorCommands operators, MeetingSession session, CompletableFuture<ToolOutcome> reply)
        throws AgentRefusedException;
  }

  /**
   * @param reporter reports speeches and chat messages; empty for an analyst, which sends neither
   */
  OperatorCommands(
      AgentContext context,
      SpeechLock voice,
      SentMessageTracker own,
      ConversationState memory,
      Optional<TurnListener> reporter,
      TaskScope stay) {
    this.context = context;
    this.voice = voice;
    this.own = own;
    this.memory = memory;
    this.reporter = reporter;
    this.stay = stay;
  }

  /**
   * Says {@code text}.
   *
   * @param heard completed before the reply with the share that people heard, or with the refusal
   *     if the agent is muted
   */
  public void say(
      MeetingSession session,
      String text,
      CompletableFuture<HeardShare> heard,
      CompletableFuture<ToolOutcome> reply)
      throws AgentRefusedException {
    TurnListener listener = requireReporter();
    if (voice.muted().isPresent()) {
      throw Refusals.muted(voice.muted().get());
    }
    acquire();
    context.journal().info("An operator makes the agent speak");
    ToolCall call = SpeakTool.call(nextId(), text);
    OperatorSpeech speech = new OperatorSpeech(calls(session), voice, listener);
    act(listener, call, () -> speech.say(call, heard), reply);
  }

  /** Writes {@code text} in the chat. */
  public void write(MeetingSession session, String text, CompletableFuture<ToolOutcome> reply)
      throws AgentRefusedException {
    TurnListener listener = requireReporter();
    acquire();
    context.journal().info("An operator makes the agent write in the chat");
    ToolCall call = ChatTool.call(nextId(), text);
    ChatTool tool = new ChatTool(calls(session), own, listener);
    act(listener, call, () -> tool.write(call), reply);
  }

  /** Adds a private instruction for the next turns. */
  public void instruct(String text, CompletableFuture<ToolOutcome> reply)
      throws AgentRefusedException {
    requireReporter();
    memory.addHint(text);
    context.journal().info("An operator instructs the agent: " + text);
    reply.complete(DONE);
  }

  /** Mutes or unmutes the agent. */
  public void mute(MeetingSession session, boolean muted, CompletableFuture<ToolOutcome> reply) {
    String tool = muted ? MeetingTool.MUTE : MeetingTool.UNMUTE;
    MeetingToolGateway calls = calls(session);
    start(
        "mute",
        () -> {
          ToolOutcome outcome = calls.act(new ToolCall("", tool, "{}"));
          if (!outcome.isError()) {
            voice.muted(muted ? Optional.of(MutedBy.OPERATOR) : Optional.empty());
            stay.execute(() -> memory.muted(muted));
            context.log(
                LogLevel.INFO, "An operator has " + (muted ? "muted" : "unmuted") + " the agent");
          }
          return outcome;
        },
        reply);
  }

  /** Lists the participants. */
  public void listParticipants(MeetingSession session, CompletableFuture<ToolOutcome> reply) {
    start("participants", () -> call(session, MeetingTool.PARTICIPANTS), reply);
  }

  /** Updates the usage of services. */
  public void countUsage(MeetingSession session, CompletableFuture<ToolOutcome> reply) {
    start("usage", () -> countUsage(session), reply);
  }

  /** Mutes the agent at its server again; the server unmutes it at the first words of a meeting. */
  void muteAgain(MeetingSession session) {
    context
        .tasks()
        .start(
            "mute",
            () -> {
              if (voice.muted().isPresent()) { // may have been unmuted since
                call(session, MeetingTool.MUTE);
              }
            });
  }

  private TurnListener requireReporter() throws AgentRefusedException {
    return reporter.orElseThrow(
        () ->
            new AgentRefusedException(
                Reason.STATUS_CONFLICT, "The agent is an analyst, which never speaks or writes"));
  }

  /** Acquires the permit that is released when the command is done. */
  private void acquire() throws AgentRefusedException {
    if (!pending.tryAcquire()) {
      throw new AgentRefusedException(
          Reason.STATUS_CONFLICT,
          "The agent still has %s things to say or write for operators; wait until one is done"
              .formatted(MAX_PENDING));
    }
  }

  /** Returns a unique id: the conversation outlives a stop and the process. */
  private static String nextId() {
    return "operator_" + UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH);
  }

  private MeetingToolGateway calls(MeetingSession session) {
    return new MeetingToolGateway(
        session::call, memory.actionsOf(ConversationState.NO_TURN), () -> false);
  }

  /** Starts an action that is added to the conversation; it holds a permit. */
  private void act(
      TurnListener listener,
      ToolCall call,
      Supplier<ToolOutcome> work,
      CompletableFuture<ToolOutcome> reply) {
    start(
        "operator",
        () -> {
          ToolOutcome outcome = releasing(work);
          listener.onRound(
              new CompletedRound(
                  1,
                  new Assistant(Optional.empty(), List.of(OutgoingText.of(call))),
                  List.of(
                      new ToolResult(
                          call.id(),
                          call.name(),
                          "(Your operator did this.) " + outcome.forModel(),
                          outcome.status(),
                          List.of())),
                  false));
          return outcome;
        },
        reply);
  }

  private ToolOutcome releasing(Supplier<ToolOutcome> work) {
    try {
      return work.get();
    } finally {
      pending.release();
    }
  }

  private ToolOutcome countUsage(MeetingSession session) {
    return attempt(
        () -> {
          ServiceUsage usage = session.usage();
          context.executor().execute(() -> context.usage().services(session.id(), usage));
          return DONE;
        });
  }

  private static ToolOutcome call(MeetingSession session, String tool) {
    return attempt(() -> session.call(tool, "{}"));
  }

  @FunctionalInterface
  private interface SessionCall {
    ToolOutcome run() throws MeetingException, InterruptedException;
  }

  private static ToolOutcome attempt(SessionCall call) {
    try {
      return call.run();
    } catch (MeetingException e) {
      return failed(e.userMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("The agent was stopped meanwhile.");
    }
  }

  private void start(
      String name, Supplier<ToolOutcome> work, CompletableFuture<ToolOutcome> reply) {
    context
        .tasks()
        .start(
            name,
            () -> {
              ToolOutcome result = failed("The request failed.");
              try {
                result = work.get();
              } finally {
                // After the reports of the task, so that their effects are visible with the reply.
                ToolOutcome outcome = result;
                Runnable complete = () -> reply.complete(outcome);
                context.executor().execute(complete, complete);
              }
            });
  }

  private static ToolOutcome failed(String reason) {
    return ToolOutcome.failed(reason);
  }
}
