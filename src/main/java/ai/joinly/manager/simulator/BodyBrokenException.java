package ai.joinly.manager.simulator;

import io.helidon.webserver.CloseConnectionException;

/** Closes a connection in the middle of a response body. */
final class BodyBrokenException extends CloseConnectionException {
  private static final long serialVersionUID = 1L;

  BodyBrokenException() {
    super("The body is to break off.");
  }
}
