/** Meetings, participants, transcript segments and the results of tools. */
package ai.joinly.manager.domain.meeting;
