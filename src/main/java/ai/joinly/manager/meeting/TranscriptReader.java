package ai.joinly.manager.meeting;

import ai.joinly.manager.mcp.GrowingText;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.model.Segment;
import java.io.IOException;
import java.util.List;

/**
 * Reads what is new in a transcript. The server gives all of it each time; what was read before and
 * is the same is passed over. For one thread.
 */
final class TranscriptReader {
  private final GrowingText transcript;
  private final TranscriptDiff diff = new TranscriptDiff();
  private int length;

  TranscriptReader(GrowingText transcript) {
    this.transcript = transcript;
  }

  /** Forgets everything: a join begins with an empty transcript. */
  void reset() {
    diff.reset();
    transcript.settle(diff.settled());
    length = 0;
  }

  /** Takes a segment for read that another process has read. */
  void remember(Segment segment) {
    diff.remember(segment);
  }

  /** The length of the transcript when it was read last, in characters. */
  int length() {
    return length;
  }

  /**
   * Reads the transcript.
   *
   * @return the segments that no reading held before
   * @throws IOException when it is none; then nothing is taken
   */
  List<Segment> read() throws McpException, IOException, InterruptedException {
    GrowingText.Reading reading = transcript.read();
    if (reading.from() > 0) {
      try {
        return take(reading);
      } catch (IOException e) {
        reading = transcript.read(); // the whole, as now nothing is settled
      }
    }
    return take(reading);
  }

  private List<Segment> take(GrowingText.Reading reading) throws IOException {
    length = reading.length();
    try {
      return diff.update(reading);
    } finally {
      transcript.settle(diff.settled());
    }
  }
}
