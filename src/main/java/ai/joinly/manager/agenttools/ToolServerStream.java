package ai.joinly.manager.agenttools;

import ai.joinly.manager.mcp.McpEventStream;
import ai.joinly.manager.mcp.McpStreamListener;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Hears on a session's event stream when its tools want to be listed again. Thread-safe. */
final class ToolServerStream implements McpStreamListener {
  private static final String LIST_CHANGED = "notifications/tools/list_changed";

  private final ToolServerConnection state;

  /** Written by the link's thread, read by the stream's; the next one the other way round. */
  private volatile Optional<McpEventStream> stream = Optional.empty();

  private volatile boolean notOffered;

  ToolServerStream(ToolServerConnection state) {
    this.state = state;
  }

  /** The stream that this hears, which may have begun already. */
  void hears(McpEventStream opened) {
    stream = Optional.of(opened);
    if (notOffered) {
      opened.close();
    }
  }

  /** What changed while there was no stream is never sent later. */
  @Override
  public void onOpened() {
    state.doubt();
  }

  @Override
  public void onNotification(String method, JsonNode params) {
    take(method, state);
  }

  /** Takes a notification of any stream. */
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
        // It is opened again.
      }
    }
  }

  /** Some servers that have no stream answer as if there were no session: a look will tell. */
  @Override
  public void onLost() {
    state.doubt();
  }
}
