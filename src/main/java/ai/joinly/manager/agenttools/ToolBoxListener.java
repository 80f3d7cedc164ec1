package ai.joinly.manager.agenttools;

/**
 * Listener for state changes of an agent's additional servers. Called on threads of the tool box,
 * without a lock; may block.
 */
public interface ToolBoxListener {
  /** Not all tools can be offered. */
  void onTrouble(String sentence);

  /** A server cannot be used, so its tools are missing. */
  void onDown(String server, String sentence);

  /** A server that could not be used answers again. */
  void onUp(String server);

  /** Tools are available for the first time, again, or have changed. */
  void onNews(String sentence);
}
