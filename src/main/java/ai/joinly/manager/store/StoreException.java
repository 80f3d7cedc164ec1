package ai.joinly.manager.store;

/** The store cannot be used. The message is a sentence for the operator, without any content. */
public final class StoreException extends RuntimeException {
  /** Why a store cannot be used. */
  public enum Reason {
    /** The disk has no room; it works again once there is some. */
    DISK_FULL,
    OTHER
  }

  private final String sentence;
  private final Reason reason;

  public StoreException(String sentence) {
    super(sentence);
    this.sentence = sentence;
    this.reason = Reason.OTHER;
  }

  public StoreException(String sentence, Throwable cause) {
    this(Reason.OTHER, sentence, cause);
  }

  public StoreException(Reason reason, String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
    this.reason = reason;
  }

  /** What is wrong and what can be done. */
  public String sentence() {
    return sentence;
  }

  public Reason reason() {
    return reason;
  }
}
