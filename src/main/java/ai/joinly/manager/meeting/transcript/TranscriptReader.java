package ai.joinly.manager.meeting.transcript;

import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.incremental.IncrementalText;
import ai.joinly.manager.meeting.MeetingTool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Reader of the new segments of a transcript. The server returns the full transcript each time;
 * unchanged parts are skipped. If the resource cannot be read, as with some versions of fastmcp,
 * the tool {@code get_transcript} is called instead. Not thread-safe.
 */
public final class TranscriptReader {
  /** Number of consecutive errors after which the resource is considered unreadable. */
  static final int MAX_ERRORS = 3;

  private static final long RESOURCE_AGAIN = Duration.ofSeconds(30).toNanos();

  /** Way in which a transcript can be read. */
  public enum Access {
    RESOURCE,
    /** The resource cannot be read; the tool can. */
    TOOL,
    /** Neither can be read. */
    NONE
  }

  /** The tool {@code get_transcript}. */
  @FunctionalInterface
  public interface Tool {
    /** Calls the tool; an error result is thrown as a {@link McpException.RpcError}. */
    String call() throws McpException, InterruptedException;
  }

  private final IncrementalText transcript;
  private final Tool tool;
  private final LongSupplier ticker;
  private final TranscriptDiff diff = new TranscriptDiff();
  private final CompactedTranscript compacted = new CompactedTranscript();
  private int length;
  private int errors;
  private boolean toolFails;

  /** Time of the next attempt to read the resource, while it is unreadable. */
  private long resourceAt;

  /**
   * @param ticker nanoseconds, like {@link System#nanoTime}
   */
  public TranscriptReader(IncrementalText transcript, Tool tool, LongSupplier ticker) {
    this.transcript = transcript;
    this.tool = tool;
    this.ticker = ticker;
  }

  /** Clears all state: a join starts with an empty transcript. */
  public void reset() {
    diff.reset();
    compacted.reset();
    transcript.settle(diff.settled());
    length = 0;
  }

  /** Records a segment that another process has read. */
  void remember(Segment segment) {
    diff.remember(segment);
    compacted.remember(segment);
  }

  /** Returns the length of the transcript at the last read, in characters. */
  int length() {
    return length;
  }

  /** Returns whether the last read contained more, so that the next read is due immediately. */
  boolean hasMore() {
    return diff.hasMore();
  }

  /** Returns whether any malformed segment was skipped. */
  public boolean hasSkipped() {
    return diff.hasSkipped() || compacted.hasSkipped();
  }

  /** Returns how the transcript is read since the last read. */
  Access access() {
    if (errors < MAX_ERRORS) {
      return Access.RESOURCE;
    }
    return toolFails ? Access.NONE : Access.TOOL;
  }

  /**
   * Reads the transcript.
   *
   * @return the segments that no earlier read contained
   * @throws McpException.RpcError when the server responds with an error
   * @throws IOException when the response is not a transcript; no segment is then recorded
   */
  public List<Segment> read() throws McpException, IOException, InterruptedException {
    if (errors >= MAX_ERRORS && ticker.getAsLong() < resourceAt) {
      return readTool();
    }
    try {
      List<Segment> fresh = readResource();
      errors = 0;
      compacted.forgetReading();
      return fresh;
    } catch (McpException.RpcError e) {
      errors++;
      if (errors < MAX_ERRORS) {
        throw e;
      }
      resourceAt = ticker.getAsLong() + RESOURCE_AGAIN;
      return readTool();
    }
  }

  private List<Segment> readTool() throws McpException, InterruptedException {
    toolFails = true;
    try {
      String text = tool.call();
      List<Segment> fresh = compacted.update(text);
      length = text.length();
      toolFails = false;
      return fresh;
    } catch (IOException e) {
      throw new McpException.RpcError(MeetingTool.TRANSCRIPT, 0, "The answer is not a transcript");
    }
  }

  private List<Segment> readResource() throws McpException, IOException, InterruptedException {
    IncrementalText.Reading reading = transcript.read();
    if (reading.from() > 0) {
      try {
        return take(reading);
      } catch (IOException e) {
        reading = transcript.read(); // in full, as nothing is settled now
      }
    }
    return take(reading);
  }

  private List<Segment> take(IncrementalText.Reading reading) throws IOException {
    length = reading.length();
    try {
      List<Segment> fresh =
          diff.update(reading).stream().filter(segment -> !compacted.holds(segment)).toList();
      fresh.forEach(compacted::remember);
      return fresh;
    } finally {
      transcript.settle(diff.settled());
    }
  }
}
