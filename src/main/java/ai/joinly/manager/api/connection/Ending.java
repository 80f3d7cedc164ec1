package ai.joinly.manager.api.connection;

import java.util.Locale;

/** Why the server closed a connection that its client would have kept. */
public enum Ending {
  /** The head of a request took too long. */
  SLOW_HEAD,
  /** No request came for long. */
  IDLE,
  /** The answer was not read. */
  UNREAD,
  /** It waited for a request, longest of all, when all connections were taken. */
  CROWDED_OUT,
  /** Its address had all connections that one may have. */
  ADDRESS_LIMIT,
  /** All connections were taken, each by a request or a WebSocket. */
  FULL,
  /** There were no file descriptors left. */
  NO_DESCRIPTORS;

  /** Returns the name as a label of a metric. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
