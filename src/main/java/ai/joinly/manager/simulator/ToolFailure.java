package ai.joinly.manager.simulator;

/** A tool's failure; the message is what the client reads. */
final class ToolFailure extends Exception {
  private static final long serialVersionUID = 1L;

  ToolFailure(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
