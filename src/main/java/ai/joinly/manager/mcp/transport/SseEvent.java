package ai.joinly.manager.mcp.transport;

import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.RpcMessages;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Event of an event stream.
 *
 * @param name {@link #MESSAGE} if the server sends none
 * @param id the id to resume from, if the server sent one
 * @param data UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would double a large answer
public record SseEvent(String name, Optional<String> id, byte[] data) {
  /** Name of the events with JSON-RPC messages. */
  static final String MESSAGE = "message";

  /**
   * Returns the JSON-RPC message of the event; empty for an event without data, and for an event
   * with another name and other content.
   */
  public Optional<JsonNode> message() throws McpException {
    if (isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(RpcMessages.parse(data));
    } catch (McpException e) {
      if (name.equals(MESSAGE)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private boolean isBlank() {
    for (byte b : data) {
      if (b != ' ' && b != '\n' && b != '\t') {
        return false;
      }
    }
    return true;
  }
}
