/** The conversation that the language model sees, and its stored form. */
package ai.joinly.manager.agent.conversation;
