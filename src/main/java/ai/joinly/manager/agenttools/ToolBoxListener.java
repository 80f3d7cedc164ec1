package ai.joinly.manager.agenttools;

/**
 * Hears, for the log of an agent, how its further servers are. Called on threads of the tool box,
 * with no lock held; may block.
 */
public interface ToolBoxListener {
  /** Not all tools can be offered. */
  void onTrouble(String sentence);

  /** A server cannot be used, so its tools are missing. */
  void onDown(String server, String sentence);

  /** A server that could not be used answers. */
  void onUp(String server);

  /** Tools are there, or are there again. */
  void onNews(String sentence);
}
