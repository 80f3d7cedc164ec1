/** Tools of a turn: speech, chat, other tools, and their order. */
package ai.joinly.manager.agent.tools;
