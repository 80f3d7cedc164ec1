package ai.joinly.manager.mcp.incremental;

import ai.joinly.manager.mcp.McpException;

/**
 * A text at a server that is read again and again, always comes as a whole, and mostly only grows
 * at its end. For one thread.
 */
public interface IncrementalText {
  /** Reads it: all of it, or what follows on its settled part if it still begins with that. */
  Reading read() throws McpException, InterruptedException;

  /**
   * Says after a reading how much of the text need not come again as long as it is the same. Holds
   * for the next reading only, and whoever says nothing gets all of it.
   *
   * @param characters counted from the beginning of the whole text; 0 for none
   */
  void settle(int characters);

  /**
   * What was read.
   *
   * @param from how many characters of the text were settled and are left out; 0 when this is all
   * @param text what follows on them
   */
  record Reading(int from, String text) {
    public Reading {
      if (from < 0) {
        throw new IllegalArgumentException("A text begins at 0");
      }
    }

    /** The length of the whole text, in characters. */
    public int length() {
      return from + text.length();
    }
  }
}
