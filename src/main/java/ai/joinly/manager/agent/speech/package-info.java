/** Texts of models and operators in the form in which a voice or a meeting's chat takes them. */
package ai.joinly.manager.agent.speech;
