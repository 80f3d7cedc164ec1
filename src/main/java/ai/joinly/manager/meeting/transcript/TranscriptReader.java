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
 * Reads what is new in a transcript. The server gives all of it each time; what was read before and
 * is the same is passed over. Where the resource cannot be read, as on some versions of fastmcp,
 * the tool {@code get_transcript} is called in its place. For one thread.
 */
public final class TranscriptReader {
  /** After as many errors in a row the resource is taken for unreadable. */
  static final int MOST_ERRORS = 3;

  private static final long RESOURCE_AGAIN = Duration.ofSeconds(30).toNanos();

  /** How a transcript can be read. */
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
    /** Calls it; a result that is an error is a {@link McpException.RpcError}. */
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

  /** When the resource is tried again, while it is unreadable. */
  private long resourceAt;

  /**
   * @param ticker nanoseconds, like {@link System#nanoTime}
   */
  public TranscriptReader(IncrementalText transcript, Tool tool, LongSupplier ticker) {
    this.transcript = transcript;
    this.tool = tool;
    this.ticker = ticker;
  }

  /** Forgets everything: a join begins with an empty transcript. */
  public void reset() {
    diff.reset();
    compacted.reset();
    transcript.settle(diff.settled());
    length = 0;
  }

  /** Takes a segment for read that another process has read. */
  void remember(Segment segment) {
    diff.remember(segment);
    compacted.remember(segment);
  }

  /** The length of the transcript when it was read last, in characters. */
  int length() {
    return length;
  }

  /** Whether the last reading held more, so that the next is due at once. */
  boolean hasMore() {
    return diff.hasMore();
  }

  /** Whether anything of the transcript was left out, since it is no segment. */
  public boolean hasSkipped() {
    return diff.hasSkipped() || compacted.hasSkipped();
  }

  /** How the transcript is read, as the last reading left it. */
  Access access() {
    if (errors < MOST_ERRORS) {
      return Access.RESOURCE;
    }
    return toolFails ? Access.NONE : Access.TOOL;
  }

  /**
   * Reads the transcript.
   *
   * @return the segments that no reading held before
   * @throws McpException.RpcError when the server answers with an error
   * @throws IOException when it is none; then nothing is taken
   */
  public List<Segment> read() throws McpException, IOException, InterruptedException {
    if (errors >= MOST_ERRORS && ticker.getAsLong() < resourceAt) {
      return readTool();
    }
    try {
      List<Segment> fresh = readResource();
      errors = 0;
      compacted.forgetReading();
      return fresh;
    } catch (McpException.RpcError e) {
      errors++;
      if (errors < MOST_ERRORS) {
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
      throw new McpException.RpcError(MeetingTool.TRANSCRIPT, 0, "The answer is no transcript");
    }
  }

  private List<Segment> readResource() throws McpException, IOException, InterruptedException {
    IncrementalText.Reading reading = transcript.read();
    if (reading.from() > 0) {
      try {
        return take(reading);
      } catch (IOException e) {
        reading = transcript.read(); // the whole, as now nothing is settled
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
