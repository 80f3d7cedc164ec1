/** Conversion of models' and operators' texts for speech and for a meeting's chat. */
package ai.joinly.manager.agent.speech;
