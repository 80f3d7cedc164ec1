/** Reading of transcripts: polling, comparison, utterances. */
package ai.joinly.manager.meeting.transcript;
