package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.turn.ChatTool;
import ai.joinly.manager.agent.turn.CompletedRound;
import ai.joinly.manager.agent.turn.MeetingCalls;
import ai.joinly.manager.agent.turn.OutgoingText;
import ai.joinly.manager.agent.turn.SpeakTool;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.agent.turn.Voice;
import ai.joinly.manager.agent.turn.Voice.MutedBy;
import ai.joinly.manager.domain.agent.ConversationMode;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Does what operators ask of an agent in its meeting, each on a child thread that completes the
 * reply. What is said and written enters the conversation, so that the model knows of it. Owned by
 * the worker's thread.
 */
final class OperatorDesk {
  /** What operators let one agent say and write, done or waiting for its voice, at one time. */
  static final int MOST_UNDER_WAY = 5;

  private static final ToolOutcome DONE = ToolOutcome.done("Done.");

  /** Long enough never to repeat, and far below what services allow an id, which is 40. */
  private static final int ID_LENGTH = 16;

  private final ConversationMode mode;
  private final Voice voice;
  private final ChatToolSource chat;
  private final Memory memory;
  private final Journal journal;
  private final Children children;
  private final Mailbox mailbox;
  private final Semaphore places = new Semaphore(MOST_UNDER_WAY);

  /** Makes the tool that writes, which must know the agent's own lines. */
  interface ChatToolSource {
    ChatTool of(MeetingCalls calls, TurnListener listener);
  }

  OperatorDesk(
      ConversationMode mode,
      Voice voice,
      ChatToolSource chat,
      Memory memory,
      Journal journal,
      Children children,
      Mailbox mailbox) {
    this.mode = mode;
    this.voice = voice;
    this.chat = chat;
    this.memory = memory;
    this.journal = journal;
    this.children = children;
    this.mailbox = mailbox;
  }

  void handle(Message.Operate operate, MeetingSession session) throws AgentRefusedException {
    switch (operate.request()) {
      case OperatorRequest.Say say -> {
        refuseAnalyst();
        if (voice.muted().isPresent()) {
          throw Refusals.muted(voice.muted().get());
        }
        takePlace();
        journal.info("An operator lets the agent speak");
        ToolCall call = SpeakTool.call(nextId(), say.text());
        MeetingCalls calls = calls(session);
        act(operate, call, () -> new OperatorSpeech(calls, voice, mailbox).say(call, say.heard()));
      }
      case OperatorRequest.Write write -> {
        refuseAnalyst();
        takePlace();
        journal.info("An operator lets the agent write in the chat");
        ToolCall call = ChatTool.call(nextId(), write.text());
        ChatTool tool = chat.of(calls(session), new OperatorNotes(mailbox));
        act(operate, call, () -> tool.write(call));
      }
      case OperatorRequest.Mute mute -> mute(operate, mute.muted(), session);
      case OperatorRequest.Hint hint -> {
        refuseAnalyst();
        memory.addHint(hint.text());
        journal.info("An operator instructs the agent: " + hint.text());
        operate.reply().complete(DONE);
      }
      case OperatorRequest.ListParticipants any ->
          reply(operate, "participants", () -> call(session, MeetingTool.PARTICIPANTS));
      case OperatorRequest.CountUsage any -> reply(operate, "usage", () -> countUsage(session));
    }
  }

  private void refuseAnalyst() throws AgentRefusedException {
    if (mode == ConversationMode.ANALYST) {
      throw new AgentRefusedException(
          Reason.STATUS_CONFLICT, "The agent is an analyst, which never speaks or writes");
    }
  }

  /** It is given back when what was asked for has been done. */
  private void takePlace() throws AgentRefusedException {
    if (!places.tryAcquire()) {
      throw new AgentRefusedException(
          Reason.STATUS_CONFLICT,
          "The agent still has %s things to say or write for operators; wait until one is done"
              .formatted(MOST_UNDER_WAY));
    }
  }

  /** Never again the same: the conversation goes on after a stop and in the next process. */
  private static String nextId() {
    return "operator_" + UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH);
  }

  private MeetingCalls calls(MeetingSession session) {
    return new MeetingCalls(session::call, memory.actionsOf(Memory.NO_TURN), () -> false);
  }

  /** Does what the conversation is to know of, in the place that was taken for it. */
  private void act(Message.Operate operate, ToolCall call, Supplier<ToolOutcome> work) {
    reply(
        operate,
        "operator",
        () -> {
          ToolOutcome outcome = inPlace(work);
          mailbox.put(
              new Message.RoundCompleted(
                  Memory.NO_TURN,
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
                      false)));
          return outcome;
        });
  }

  private ToolOutcome inPlace(Supplier<ToolOutcome> work) {
    try {
      return work.get();
    } finally {
      places.release();
    }
  }

  private void mute(Message.Operate operate, boolean muted, MeetingSession session) {
    String tool = muted ? MeetingTool.MUTE : MeetingTool.UNMUTE;
    MeetingCalls calls = calls(session);
    reply(
        operate,
        "mute",
        () -> {
          ToolOutcome outcome = calls.act(new ToolCall("", tool, "{}"));
          if (!outcome.isError()) {
            voice.muted(muted ? Optional.of(MutedBy.OPERATOR) : Optional.empty());
            mailbox.put(new Message.OperatorMuted(muted));
            mailbox.put(
                new Message.Noted(
                    LogLevel.INFO,
                    "An operator has " + (muted ? "muted" : "unmuted") + " the agent"));
          }
          return outcome;
        });
  }

  /** Mutes the agent at its server, which undoes a mute at the first words of a meeting. */
  void muteAgain(MeetingSession session) {
    children.spawn(
        "mute",
        () -> {
          if (voice.muted().isPresent()) { // and not unmuted since
            call(session, MeetingTool.MUTE);
          }
        });
  }

  private ToolOutcome countUsage(MeetingSession session) {
    try {
      mailbox.put(new Message.UsageTold(session.id(), session.usage()));
      return DONE;
    } catch (MeetingException e) {
      return ToolOutcome.failed(e.userMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ToolOutcome.failed("The agent was stopped meanwhile.");
    }
  }

  private static ToolOutcome call(MeetingSession session, String tool) {
    try {
      return session.call(tool, "{}");
    } catch (MeetingException e) {
      return ToolOutcome.failed(e.userMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ToolOutcome.failed("The agent was stopped meanwhile.");
    }
  }

  private void reply(Message.Operate operate, String name, Supplier<ToolOutcome> work) {
    children.spawn(
        name,
        () -> {
          ToolOutcome outcome = ToolOutcome.failed("The request failed.");
          try {
            outcome = work.get();
          } finally {
            // By way of the worker: what was reported before has its effect when the reply comes.
            Message.Answered answered = new Message.Answered(operate.reply(), outcome);
            if (!mailbox.put(answered)) {
              answered.complete();
            }
          }
        });
  }
}
