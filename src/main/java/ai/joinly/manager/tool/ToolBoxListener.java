package ai.joinly.manager.tool;

/**
 * Hears, for the log of an agent, how its further servers are. Called on threads of the tool box,
 * with no lock held; may block.
 */
public interface ToolBoxListener {
  /** Tools are missing: their server is down, or not all of them can be offered. */
  void onTrouble(String sentence);

  /** Tools are there, or are there again. */
  void onNews(String sentence);
}
