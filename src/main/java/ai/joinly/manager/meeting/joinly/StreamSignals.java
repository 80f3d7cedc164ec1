package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.mcp.McpStreamListener;
import ai.joinly.manager.meeting.joinly.SessionSignals.Signal;
import com.fasterxml.jackson.databind.JsonNode;

/** Converts the events of a session's stream to signals. For the stream's thread. */
final class StreamSignals implements McpStreamListener {
  private final SessionSignals signals;
  private boolean failing;

  StreamSignals(SessionSignals signals) {
    this.signals = signals;
  }

  @Override
  public void onOpened() {
    failing = false;
    signals.raise(Signal.STREAM_OPENED);
  }

  @Override
  public void onNotification(String method, JsonNode params) {
    if (!method.equals("notifications/resources/updated")) {
      return;
    }
    switch (params.path("uri").asText("")) {
      case JoinlyStart.UTTERANCES -> signals.raise(Signal.UTTERANCE);
      case JoinlyStart.SEGMENTS -> signals.raise(Signal.SEGMENT);
      default -> {
        // Not subscribed.
      }
    }
  }

  @Override
  public void onGap(Gap gap) {
    switch (gap) {
      case ENDED, CONFLICT, NOT_OFFERED -> signals.raise(Signal.STREAM_GAP);
      case SILENT, UNREACHABLE -> {
        signals.raise(failing ? Signal.STREAM_GAP : Signal.STREAM_FAILED);
        failing = true; // once for each failure, not for each attempt
      }
    }
  }

  @Override
  public void onLost() {
    signals.raise(Signal.LOST);
  }
}
