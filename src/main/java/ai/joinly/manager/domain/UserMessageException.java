package ai.joinly.manager.domain;

/**
 * Exception whose message is for the user or operator. The message states the failure and the
 * remedy; it contains no secrets and no words from a meeting.
 */
public abstract class UserMessageException extends Exception {
  private final String userMessage;

  protected UserMessageException(String userMessage) {
    super(userMessage);
    this.userMessage = userMessage;
  }

  public String userMessage() {
    return userMessage;
  }
}
