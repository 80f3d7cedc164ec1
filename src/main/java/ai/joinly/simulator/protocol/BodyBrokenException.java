package ai.joinly.simulator.protocol;

import io.helidon.webserver.CloseConnectionException;

/** Closes a connection in the middle of a response body. */
public final class BodyBrokenException extends CloseConnectionException {
  private static final long serialVersionUID = 1L;

  public BodyBrokenException() {
    super("The body breaks off on purpose.");
  }
}
