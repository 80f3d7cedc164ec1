/** Simulated meetings: participants, speech, transcript, chat. */
package ai.joinly.simulator.meeting;
