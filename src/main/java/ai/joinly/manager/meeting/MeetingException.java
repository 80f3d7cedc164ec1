package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.domain.UserMessageException;

/** Failure of a request to a meeting server. The server's own text is truncated. */
public final class MeetingException extends UserMessageException {
  /** Kind of failure, as far as the agent can act on it. */
  public enum Category {
    /** No connection, or the server is temporarily unable to serve (5xx). A retry may help. */
    UNREACHABLE(true),
    /** The connection broke before the response arrived. The request may have been executed. */
    BROKEN_OFF(true),
    /** No response in time. The request may have been executed. A retry may help. */
    TIMED_OUT(true),
    /** The session no longer exists. A new session may help. */
    SESSION_LOST(true),
    /** The server aborted the start of the session: invalid settings or a browser failure. */
    START_FAILED(false),
    /** The server refused the request: a rejected join or a failed tool. */
    REFUSED(false),
    /** The server has one meeting for all its clients, and the meeting is in use. */
    OCCUPIED(false),
    /** The server violates the protocol. */
    PROTOCOL(false);

    private final boolean passing;

    Category(boolean passing) {
      this.passing = passing;
    }

    /** Returns whether a later retry can help. */
    public boolean isPassing() {
      return passing;
    }
  }

  private final Category category;

  public MeetingException(Category category, String userMessage) {
    super(Cut.to(Cut.SENTENCE, userMessage));
    this.category = category;
  }

  public Category category() {
    return category;
  }
}
