package ai.joinly.manager.agent;

/** Something that cannot be done with an agent now. The message is a sentence for the user. */
public final class AgentRefusedException extends Exception {
  /** Why, so that the API can answer with the right status. */
  public enum Reason {
    UNKNOWN_AGENT,
    NOT_RUNNING,
    NOT_CONNECTED,
    ALREADY_JOINED,
    NOT_IN_MEETING,
    /** The meeting server did not do it; the sentence has its reason. */
    MEETING_FAILED,
    CAPACITY_REACHED,
    /** The agent is on its way to another status; try again when it is there. */
    STATUS_CONFLICT,
    /** Too much is asked of the agent at once. */
    BUSY,
    /** The store cannot write, so that what is asked could not be kept. */
    STORE_FAILED,
    SHUTTING_DOWN
  }

  private final Reason reason;
  private final String sentence;

  public AgentRefusedException(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
    this.sentence = sentence;
  }

  public Reason reason() {
    return reason;
  }

  /** What went wrong and what can be done, for the user. */
  public String sentence() {
    return sentence;
  }
}
