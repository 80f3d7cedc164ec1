package ai.joinly.manager.agenttools;

import ai.joinly.manager.mcp.McpEventStream;
import ai.joinly.manager.mcp.McpStreamListener;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Listener on a session's event stream for changes of the list of tools. Thread-safe. */
final class ToolServerStream implements McpStreamListener {
  private static final String LIST_CHANGED = "notifications/tools/list_changed";

  private final ToolServerConnection state;

  /** Written by the link's thread, read by the stream's thread. */
  private volatile Optional<McpEventStream> stream = Optional.empty();

  /** Written by the stream's thread, read by the link's thread. */
  private volatile boolean notOffered;

  ToolServerStream(ToolServerConnection state) {
    this.state = state;
  }

  /** Sets the stream of this listener. The stream may have started already. */
  void opened(McpEventStream opened) {
    stream = Optional.of(opened);
    if (notOffered) {
      opened.close();
    }
  }

  /** Requests a check: changes from the time without a stream are not sent later. */
  @Override
  public void onOpened() {
    state.doubt();
  }

  @Override
  public void onNotification(String method, JsonNode params) {
    take(method, state);
  }

  /** Handles a notification of any stream. */
  static void take(String method, ToolServerConnection state) {
    if (method.equals(LIST_CHANGED)) {
      state.doubt();
    }
  }

  @Override
  public void onGap(Gap gap) {
    switch (gap) {
      case NOT_OFFERED -> {
        notOffered = true;
        stream.ifPresent(McpEventStream::close);
      }
      case UNREACHABLE -> state.doubt();
      case ENDED, SILENT, CONFLICT -> {
        // The stream is opened again.
      }
    }
  }

  /** Requests a check, since some servers without a stream respond as if the session were lost. */
  @Override
  public void onLost() {
    state.doubt();
  }
}
