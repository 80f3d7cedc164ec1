/** Participants, chat and commands of operators. */
package ai.joinly.manager.agent.participation;
