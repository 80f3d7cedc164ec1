package ai.joinly.manager.agent.conversation;

import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import java.util.List;

/**
 * Reader of tool results that release 0.1 stored without a status. Only their texts show how a call
 * ended; these texts are fixed, since they are compared with stored ones.
 */
final class UntypedResults {
  private static final String BY_OPERATOR = "(Your operator did this.) ";

  private static final List<String> NOT_DONE =
      List.of(
          "Not done: somebody spoke in the meantime. Go by what was said since.",
          "Not done: your turn has taken too long and ends now.");

  private static final List<String> INTERRUPTED =
      List.of(
          "Somebody spoke over you. ",
          "Somebody was speaking. People heard nothing of this.",
          "You were muted while you spoke. ",
          "Only the first ");

  private static final String REPEATED = "Not said again: you have just said this.";

  private static final List<String> UNKNOWN =
      List.of(
          " It is not known whether it was done all the same; do not simply do it again.",
          " It is not known whether the tool did anything; do not simply do it again.",
          "The manager was restarted while this was under way. People may have heard or read all of"
              + " it, a part or nothing. Do not say it again unless you are asked to.");

  private UntypedResults() {}

  static Status status(String result, boolean isError) {
    if (isError) {
      return UNKNOWN.stream().anyMatch(result::endsWith) ? Status.UNKNOWN : Status.FAILED;
    }
    String text = result.startsWith(BY_OPERATOR) ? result.substring(BY_OPERATOR.length()) : result;
    if (NOT_DONE.contains(text)) {
      return Status.NOT_DONE;
    }
    if (INTERRUPTED.stream().anyMatch(text::startsWith)) {
      return Status.INTERRUPTED;
    }
    return text.equals(REPEATED) ? Status.REPEATED : Status.DONE;
  }
}
