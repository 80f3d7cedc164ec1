package ai.joinly.manager.mcp;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Listener of the standalone event stream. Called on the thread that reads it; must neither block
 * nor throw.
 */
public interface McpStreamListener {
  /** Reason why there is currently no stream. Reopening is retried in each case. */
  enum Gap {
    /** The stream ended or was cut. */
    ENDED,
    /** No data arrived within the idle limit, not even a ping. */
    SILENT,
    /** The server still considers a former stream of this session open. */
    CONFLICT,
    /** The server does not offer the stream, possibly only temporarily. */
    NOT_OFFERED,
    /** The server could not be reached or did not answer. */
    UNREACHABLE
  }

  /**
   * Called when the stream has opened. Notifications that were sent while it was closed are lost.
   */
  void onOpened();

  void onNotification(String method, JsonNode params);

  void onGap(Gap gap);

  /** Called when the session does not exist on the server any more; the last call. */
  void onLost();
}
