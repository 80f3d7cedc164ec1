package ai.joinly.manager.agent.turn.answer;

import java.util.function.Supplier;

/**
 * Policy of one turn for text without a call that speaks or writes.
 *
 * @param agent the agent's name
 * @param isAnswer whether such text is accepted as an answer, because a participant expects one
 * @param inChat whether all words of the turn are chat messages; then the text is written, not
 *     spoken
 * @param instructions the system prompt for a model that is called without tools
 */
public record TextPolicy(
    String agent, boolean isAnswer, boolean inChat, Supplier<String> instructions) {}
