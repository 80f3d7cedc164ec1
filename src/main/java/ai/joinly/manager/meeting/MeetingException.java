package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.domain.UserMessageException;

/** A meeting server that did not do what was asked; what it says of that is cut. */
public final class MeetingException extends UserMessageException {
  /** What went wrong, as far as the agent can act on it. */
  public enum Category {
    /** No connection, or a server that is up but cannot serve now (5xx): worth another try. */
    UNREACHABLE(true),
    /** The connection broke before the answer came: what was asked may have been done. */
    BROKEN_OFF(true),
    /** No answer in time, as before; worth another try. */
    TIMED_OUT(true),
    /** The session does not exist any more: a new one may help. */
    SESSION_LOST(true),
    /** The server broke off the start of the session: bad settings, or a browser that failed. */
    START_FAILED(false),
    /** The server said no: a refused join, a tool that failed. */
    REFUSED(false),
    /** The server has one meeting for all and it is taken. */
    OCCUPIED(false),
    /** The server does not speak the protocol as it should. */
    PROTOCOL(false);

    private final boolean passing;

    Category(boolean passing) {
      this.passing = passing;
    }

    /** Whether trying again later can help. */
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
