package ai.joinly.manager.domain.analysis;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Action item of a meeting.
 *
 * @param id {@code action_} and a number that is unique among all items of the agent, including
 *     removed ones
 * @param assignee the responsible person, if one was named
 * @param dueDate a date, or the wording used instead of one
 * @param createdAt the time at which it was mentioned
 */
public record ActionItem(
    String id,
    String description,
    Optional<String> assignee,
    Optional<String> dueDate,
    Priority priority,
    ItemStatus status,
    Instant createdAt) {
  public static final int MAX_DESCRIPTION = 400;
  public static final int MAX_ASSIGNEE = 100;
  public static final int MAX_DUE_DATE = 60;

  private static final String PREFIX = "action_";
  private static final Pattern ID = Pattern.compile(PREFIX + "[1-9][0-9]{0,17}");

  public ActionItem {
    AnalysisLimits.require(
        ID.matcher(id).matches(), "an action item's id must be action_ and a number");
    AnalysisLimits.text(description, MAX_DESCRIPTION, "description");
    assignee.ifPresent(name -> AnalysisLimits.text(name, MAX_ASSIGNEE, "assignee"));
    dueDate.ifPresent(date -> AnalysisLimits.text(date, MAX_DUE_DATE, "due date"));
  }

  /** Returns the id with this number. */
  public static String idOf(long number) {
    return PREFIX + number;
  }
}
