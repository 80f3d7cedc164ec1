package ai.joinly.manager.api;

/** The server cannot serve. The message is a sentence for whoever runs the manager. */
public final class ServerStartException extends Exception {
  ServerStartException(String sentence) {
    super(sentence);
  }

  ServerStartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
