package ai.joinly.manager.domain.meeting;

import java.util.List;
import java.util.Locale;

/**
 * Outcome of a tool call.
 *
 * @param text the result of the tool or the reason of a failure, for people
 */
public record ToolOutcome(String text, Status status, List<Image> images) {
  /** Extent to which a call was carried out. The names are stored in lower case. */
  public enum Status {
    DONE,
    /** Started and interrupted: people heard or read at most a part. */
    INTERRUPTED,
    UNDER_WAY,
    /** Skipped because the same call was made just before. */
    REPEATED,
    /** Not started because a participant spoke or the turn took too long. */
    NOT_DONE,
    /** Rejected, or failed without effect. */
    FAILED,
    /** Failed, but possibly with an effect. */
    UNKNOWN;

    public boolean isError() {
      return this == FAILED || this == UNKNOWN;
    }

    /** Returns whether people may have noticed the call. */
    public boolean mayHaveEffect() {
      return this != NOT_DONE && this != FAILED;
    }

    public String storedName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String DO_NOT_REPEAT = " Do not simply do it again.";

  public ToolOutcome {
    images = List.copyOf(images);
  }

  public static ToolOutcome done(String text) {
    return new ToolOutcome(text, Status.DONE, List.of());
  }

  public static ToolOutcome failed(String reason) {
    return new ToolOutcome(reason, Status.FAILED, List.of());
  }

  public ToolOutcome(String text, Status status) {
    this(text, status, List.of());
  }

  public boolean isError() {
    return status.isError();
  }

  public ToolOutcome withText(String other) {
    return new ToolOutcome(other, status, images);
  }

  /** Returns the text for the model, which must not repeat a call whose effect is unknown. */
  public String forModel() {
    return status == Status.UNKNOWN ? text + DO_NOT_REPEAT : text;
  }
}
