/** Transcripts and minutes as files. */
package ai.joinly.manager.api.export;
