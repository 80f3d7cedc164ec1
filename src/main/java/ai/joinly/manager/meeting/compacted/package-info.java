/** Transcripts whose neighbouring segments are joined, as the tool {@code get_transcript} gives. */
package ai.joinly.manager.meeting.compacted;
