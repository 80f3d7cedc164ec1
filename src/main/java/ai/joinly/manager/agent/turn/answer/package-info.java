/** Interpretation of a model's answers, in particular of text in place of a tool call. */
package ai.joinly.manager.agent.turn.answer;
