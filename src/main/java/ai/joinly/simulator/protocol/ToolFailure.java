package ai.joinly.simulator.protocol;

/** A tool's failure; the client receives the message. */
public final class ToolFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public ToolFailure(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
