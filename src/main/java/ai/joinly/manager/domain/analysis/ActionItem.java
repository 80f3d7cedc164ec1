package ai.joinly.manager.domain.analysis;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that is to be done after a meeting.
 *
 * @param id {@code action_} and a number, which no other item of the agent ever had
 * @param assignee who is to do it, where somebody was named
 * @param dueDate a date, or what was said in place of one
 * @param createdAt when it came up
 */
public record ActionItem(
    String id,
    String description,
    Optional<String> assignee,
    Optional<String> dueDate,
    Priority priority,
    ItemStatus status,
    Instant createdAt) {
  public static final int LONGEST_DESCRIPTION = 400;
  public static final int LONGEST_ASSIGNEE = 100;
  public static final int LONGEST_DUE_DATE = 60;

  private static final String PREFIX = "action_";
  private static final Pattern ID = Pattern.compile(PREFIX + "[1-9][0-9]{0,17}");

  public ActionItem {
    AnalysisLimits.require(ID.matcher(id).matches(), "an action item's id is action_ and a number");
    AnalysisLimits.text(description, LONGEST_DESCRIPTION, "description");
    assignee.ifPresent(name -> AnalysisLimits.text(name, LONGEST_ASSIGNEE, "assignee"));
    dueDate.ifPresent(date -> AnalysisLimits.text(date, LONGEST_DUE_DATE, "due date"));
  }

  /** The id with this number. */
  public static String idOf(long number) {
    return PREFIX + number;
  }
}
