package ai.joinly.manager.agent.turn.answer;

import java.util.function.Supplier;

/**
 * What one turn makes of text that comes without a call that speaks or writes.
 *
 * @param agent the agent's name
 * @param isAnswer whether such text is taken as an answer: somebody plainly waits for one
 * @param inChat whether the words of the turn came from the chat alone, so that text is written
 * @param instructions the system prompt for a model that is asked without tools
 */
public record TextPolicy(
    String agent, boolean isAnswer, boolean inChat, Supplier<String> instructions) {}
