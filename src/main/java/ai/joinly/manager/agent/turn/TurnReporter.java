package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.AgentContext;
import ai.joinly.manager.agent.conversation.CompletedRound;
import ai.joinly.manager.agent.conversation.ConversationState;
import ai.joinly.manager.agent.conversation.PromptRefusal;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ChatLine;
import java.util.Optional;

/**
 * Listener that forwards the actions of a turn or an operator from any thread to the agent's
 * thread.
 *
 * @param number the turn, or {@link ConversationState#NO_TURN}
 */
record TurnReporter(long number, AgentContext context, TaskScope stay, TurnScheduler turns)
    implements TurnListener {
  @Override
  public void onRound(CompletedRound round) {
    stay.execute(() -> turns.onRound(number, round));
  }

  @Override
  public void onNote(LogLevel level, String text) {
    context.log(level, text);
  }

  @Override
  public void onSaid(String text) {
    stay.execute(() -> turns.onSaid(number, text));
  }

  @Override
  public void onChatSent(String text) {
    stay.execute(
        () ->
            context
                .journal()
                .chat(
                    new ChatLine(
                        text, Optional.of(context.config().name()), Optional.empty(), true)));
  }

  @Override
  public void onRefusal(PromptRefusal refusal) {
    stay.execute(() -> turns.onPromptRefused(refusal));
  }

  @Override
  public void onTextMode() {
    stay.execute(turns::onTextMode);
  }

  @Override
  public void onOnlySpeech() {
    stay.execute(turns::onOnlySpeech);
  }
}
