package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.tools.ToolRunner;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.ArrayList;
import java.util.List;

/**
 * Detector of newest words without an answer: the model has not processed them, has only looked
 * something up, or its answer was not said.
 */
public final class UnansweredQuestion {
  private UnansweredQuestion() {}

  /** Returns whether the newest words have no answer. */
  public static boolean isIn(List<ChatMessage> messages) {
    int end = messages.size();
    for (int i = end - 1; i >= 0; i--) {
      if (messages.get(i) instanceof User) {
        return true;
      }
      if (messages.get(i) instanceof Assistant answer) {
        if (isAnswer(answer, messages.subList(i + 1, end))) {
          return false;
        }
        end = i;
      }
    }
    return false;
  }

  /** Returns the unanswered words, without the speakers' names. */
  public static List<String> wordsIn(List<ChatMessage> messages) {
    List<String> words = new ArrayList<>();
    int end = messages.size();
    for (int i = end - 1; i >= 0; i--) {
      switch (messages.get(i)) {
        case User user -> user.text().lines().map(UnansweredQuestion::words).forEach(words::add);
        case Assistant answer -> {
          if (isAnswer(answer, messages.subList(i + 1, end))) {
            return words;
          }
          end = i;
        }
        case ToolResult result -> {
          // Read together with its answer.
        }
      }
    }
    return words;
  }

  private static String words(String line) {
    int colon = line.indexOf(": ");
    return colon < 0 ? line : line.substring(colon + 2);
  }

  private static boolean isAnswer(Assistant answer, List<ChatMessage> results) {
    boolean silent = answer.toolCalls().isEmpty();
    boolean failed = false;
    for (ChatMessage message : results) {
      if (message instanceof ToolResult result) {
        switch (result.toolName()) {
          case MeetingTool.SPEAK, MeetingTool.CHAT, MeetingTool.LEAVE -> {
            if (result.status().mayHaveEffect()) { // must not be repeated
              return true;
            }
            failed = true;
          }
          case ToolRunner.END_TURN -> silent = true;
          default -> {
            // A lookup is not an answer.
          }
        }
      }
    }
    return silent && !failed;
  }
}
