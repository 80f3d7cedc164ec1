package ai.joinly.manager.domain;

/**
 * A failure whose message is for the user or operator: what happened and what to do, without
 * secrets and without words from a meeting.
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
