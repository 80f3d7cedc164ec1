package ai.joinly.manager.meeting.transcript;

import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.incremental.IncrementalText;

/** A text as a server would have it, of which what is settled is left out while it is the same. */
public final class GrownText implements IncrementalText {
  /** Where the text is. */
  @FunctionalInterface
  public interface Source {
    String text() throws McpException;
  }

  private final Source source;
  private String last = "";
  private int settled;

  /** How many readings there were. */
  public int readings;

  /** How many characters all of them gave. */
  public long given;

  public GrownText(Source source) {
    this.source = source;
  }

  @Override
  public Reading read() throws McpException {
    readings++;
    int known = settled;
    String before = last;
    settled = 0;
    last = source.text();
    boolean same = last.startsWith(before.substring(0, known));
    Reading reading = same ? new Reading(known, last.substring(known)) : new Reading(0, last);
    given += reading.text().length();
    return reading;
  }

  @Override
  public void settle(int characters) {
    settled = characters;
  }
}
