package ai.joinly.manager.store;

/** Failure of the store. The message is for the operator and quotes no stored content. */
public final class StoreException extends RuntimeException {
  /** Reason of a failure. */
  public enum Reason {
    /** The disk is full; the store works again once space is available. */
    DISK_FULL,
    OTHER
  }

  private final String userMessage;
  private final Reason reason;

  public StoreException(String userMessage) {
    super(userMessage);
    this.userMessage = userMessage;
    this.reason = Reason.OTHER;
  }

  public StoreException(String userMessage, Throwable cause) {
    this(Reason.OTHER, userMessage, cause);
  }

  public StoreException(Reason reason, String userMessage, Throwable cause) {
    super(userMessage, cause);
    this.userMessage = userMessage;
    this.reason = reason;
  }

  /** Returns the problem and its remedy. */
  public String userMessage() {
    return userMessage;
  }

  public Reason reason() {
    return reason;
  }
}
