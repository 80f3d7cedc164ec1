package ai.joinly.manager.mcp;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Hears of the standalone event stream, on the thread that reads it: must neither block nor throw.
 */
public interface McpStreamListener {
  /** Why there is no stream at the moment. It is tried again in every case. */
  enum Gap {
    /** It ended or was cut. */
    ENDED,
    /** Nothing came for longer than the idle limit, not even a ping. */
    SILENT,
    /** The server still holds a former stream of this session for open. */
    CONFLICT,
    /** The server has no such stream, or not at the moment. */
    NOT_OFFERED,
    /** The server could not be reached or did not answer. */
    UNREACHABLE
  }

  /** The stream is open. What was sent while it was not is never sent later. */
  void onOpened();

  void onNotification(String method, JsonNode params);

  void onGap(Gap gap);

  /** The server does not know the session any more; nothing follows. */
  void onLost();
}
