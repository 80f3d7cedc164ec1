package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.Cut;

/**
 * A meeting server that did not do what was asked. The message is a sentence for the user, without
 * secrets.
 */
public final class MeetingException extends Exception {
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
  private final String sentence;

  public MeetingException(Category category, String sentence) {
    super(Cut.to(Cut.SENTENCE, sentence));
    this.category = category;
    this.sentence = Cut.to(Cut.SENTENCE, sentence);
  }

  public Category category() {
    return category;
  }

  /** What went wrong and what can be done, for the user; what a server says of it is cut. */
  public String sentence() {
    return sentence;
  }
}
