package ai.joinly.manager.api.connection;

import java.util.Locale;

/** Reason for which the server closed or refused a connection. */
public enum Ending {
  /** The head of a request took too long to arrive. */
  SLOW_HEAD,
  /** No request arrived within the idle timeout. */
  IDLE,
  /** The client did not read the response. */
  UNREAD,
  /** All connections were taken, and it had waited longest for a request. */
  CROWDED_OUT,
  /** Its address already had the maximum number of connections. */
  ADDRESS_LIMIT,
  /** All connections were in use by requests or WebSockets. */
  FULL,
  /** There were no file descriptors left. */
  NO_DESCRIPTORS;

  /** Returns the name as a metric label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
