/** What a turn makes of a model's answer, above all of text that comes instead of a tool call. */
package ai.joinly.manager.agent.turn.answer;
