package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.tools.ActionLog;
import ai.joinly.manager.agent.tools.SentMessageTracker;
import ai.joinly.manager.agent.tools.SpeechLock;
import ai.joinly.manager.agent.turn.answer.TextPolicy;
import ai.joinly.manager.agenttools.ToolBox;
import ai.joinly.manager.config.TurnLimits;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.meeting.MeetingSession;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Inputs and dependencies of a turn.
 *
 * @param text policy for text in place of a tool call
 * @param messages the conversation, the new words last
 * @param tools tools of additional servers
 * @param nanoTime a clock for the limits, as {@link System#nanoTime}
 * @param heardAt when the newest words arrived, by that clock
 */
public record TurnSetup(
    String systemPrompt,
    TextPolicy text,
    List<ChatMessage> messages,
    LlmClient llm,
    MeetingSession session,
    ToolBox tools,
    SpeechLock voice,
    SentMessageTracker own,
    TurnLimits limits,
    ActionLog actions,
    TurnListener listener,
    LongSupplier nanoTime,
    long heardAt) {
  public TurnSetup {
    messages = List.copyOf(messages);
  }
}
