package ai.joinly.manager.agent;

import ai.joinly.manager.agent.turn.CompletedRound;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.domain.agent.LogLevel;

/** Puts into the agent's log what was done for an operator. */
record OperatorNotes(Mailbox mailbox) implements TurnListener {
  @Override
  public void onRound(CompletedRound round) {}

  @Override
  public void onNote(LogLevel level, String text) {
    mailbox.put(new Message.Noted(level, text));
  }

  @Override
  public void onSaid(String text) {
    mailbox.put(new Message.Said(Memory.NO_TURN, text));
  }

  @Override
  public void onChatSent(String text) {
    mailbox.put(new Message.ChatSent(text));
  }

  @Override
  public void onOnlySpeech() {}
}
