package ai.joinly.manager.mcp.incremental;

import ai.joinly.manager.mcp.McpException;

/**
 * Text at a server that is read repeatedly, is always sent completely, and mostly only grows at its
 * end. Not thread-safe.
 */
public interface IncrementalText {
  /** Reads the text: all of it, or only the rest if it still starts with the settled part. */
  Reading read() throws McpException, InterruptedException;

  /**
   * Sets, after a read, the length of the part that the next read may omit if it is unchanged.
   * Applies to the next read only; without a call that read returns the complete text.
   *
   * @param characters counted from the start of the complete text; 0 for none
   */
  void settle(int characters);

  /**
   * Result of a read.
   *
   * @param from number of settled characters that are omitted; 0 when the text is complete
   * @param text the text after them
   */
  record Reading(int from, String text) {
    public Reading {
      if (from < 0) {
        throw new IllegalArgumentException("from must not be negative");
      }
    }

    /** Returns the length of the complete text in characters. */
    public int length() {
      return from + text.length();
    }
  }
}
