package ai.joinly.manager.agent.turn;

import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What an agent remembers of its meeting, as a language model wants it. It is bounded by messages
 * and by characters and never parts a call from its result. Owned by the worker's thread.
 */
public final class Conversation {
  static final int MOST_MESSAGES = 50;
  static final int MOST_CHARACTERS = 120_000;
  static final int LONGEST_RESULT = 16_384;
  static final int LONGEST_PAST_RESULT = 2_048;
  private static final int CONTEXT_MESSAGES = 10;

  private final List<ChatMessage> messages = new ArrayList<>();
  private final Consumer<String> keep;

  /**
   * @param keep gets what is added, as it is to be written down
   */
  public Conversation(Consumer<String> keep) {
    this.keep = keep;
  }

  /** Goes on where another process ended. */
  public void restore(List<String> kept) {
    kept.forEach(entry -> messages.addAll(ChatMessageJson.read(entry)));
    trim();
  }

  /** Begins a turn: what was said since the last one; results of past turns are shortened. */
  public void addUser(String text) {
    messages.replaceAll(Conversation::asPast);
    User user = new User(text);
    messages.add(user);
    keep.accept(ChatMessageJson.write(List.of(user)));
    trim();
  }

  /** A model's answer together with the results of all its calls. */
  public void addRound(Assistant answer, List<ToolResult> results) {
    List<ChatMessage> round = new ArrayList<>();
    round.add(answer);
    results.forEach(result -> round.add(cut(result, LONGEST_RESULT)));
    messages.addAll(round);
    keep.accept(ChatMessageJson.write(round));
    trim();
  }

  /** All of it, oldest first. */
  public List<ChatMessage> messages() {
    return List.copyOf(messages);
  }

  /** What people said lately, for a prompt. */
  public String recentContext() {
    return messages.stream()
        .filter(User.class::isInstance)
        .map(message -> ((User) message).text())
        .skip(Math.max(0, count(User.class) - CONTEXT_MESSAGES))
        .collect(Collectors.joining("\n"));
  }

  private long count(Class<? extends ChatMessage> type) {
    return messages.stream().filter(type::isInstance).count();
  }

  /** Takes the oldest away, an answer only together with its results; the newest always stays. */
  private void trim() {
    int characters = messages.stream().mapToInt(Conversation::size).sum();
    while (messages.size() > 1
        && (messages.size() > MOST_MESSAGES || characters > MOST_CHARACTERS)) {
      int last = 1;
      while (last < messages.size() && messages.get(last) instanceof ToolResult) {
        last++;
      }
      if (last == messages.size()) {
        return;
      }
      List<ChatMessage> oldest = messages.subList(0, last);
      characters -= oldest.stream().mapToInt(Conversation::size).sum();
      oldest.clear();
    }
  }

  private static int size(ChatMessage message) {
    return switch (message) {
      case User user -> user.text().length();
      case Assistant answer ->
          answer.text().map(String::length).orElse(0)
              + answer.signature().map(String::length).orElse(0)
              + answer.toolCalls().stream().map(ToolCall::arguments).mapToInt(String::length).sum();
      case ToolResult result -> result.text().length();
    };
  }

  private static ChatMessage asPast(ChatMessage message) {
    return message instanceof ToolResult result
        ? cut(withoutImages(result), LONGEST_PAST_RESULT)
        : message;
  }

  private static ToolResult withoutImages(ToolResult result) {
    return result.images().isEmpty()
        ? result
        : new ToolResult(
            result.callId(), result.toolName(), result.text(), result.isError(), List.of());
  }

  private static ToolResult cut(ToolResult result, int longest) {
    return result.text().length() <= longest
        ? result
        : new ToolResult(
            result.callId(),
            result.toolName(),
            result.text().substring(0, longest) + " [cut]",
            result.isError(),
            result.images());
  }
}
