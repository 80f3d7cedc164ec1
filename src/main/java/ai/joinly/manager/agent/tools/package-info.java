/** Tools of a turn: speech, chat, other tools, and their execution order. */
package ai.joinly.manager.agent.tools;
