package ai.joinly.manager.web;

import ai.joinly.manager.model.Segment;
import java.time.Instant;

/**
 * One piece of a transcript.
 *
 * @param seq the number of its event
 */
record TranscriptLine(long seq, Instant spokenAt, Segment segment) {}
