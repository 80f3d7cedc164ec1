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
 * What a turn works with.
 *
 * @param text what is made of text in place of a tool call
 * @param messages the conversation so far, the new words last
 * @param tools further ones
 * @param nanoTime a clock for the limits, as {@link System#nanoTime}
 * @param heardAt when the newest words came, by that clock
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
