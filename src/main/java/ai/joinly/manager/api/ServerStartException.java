package ai.joinly.manager.api;

/** Thrown if the server cannot start. The message is for the operator. */
public final class ServerStartException extends Exception {
  ServerStartException(String message) {
    super(message);
  }

  ServerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
