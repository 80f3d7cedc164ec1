package ai.joinly.manager.store;

/** The store cannot be used. The message is for the operator, without any content. */
public final class StoreException extends RuntimeException {
  /** Why a store cannot be used. */
  public enum Reason {
    /** The disk has no room; it works again once there is some. */
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

  /** Returns what is wrong and what can be done. */
  public String userMessage() {
    return userMessage;
  }

  public Reason reason() {
    return reason;
  }
}
