package ai.joinly.manager.store;

/** The store cannot be used. The message is a sentence for the operator, without any content. */
public final class StoreException extends RuntimeException {
  private final String sentence;

  public StoreException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  public StoreException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  /** What is wrong and what can be done. */
  public String sentence() {
    return sentence;
  }
}
