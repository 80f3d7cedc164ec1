package ai.joinly.manager.agent.conversation;

import ai.joinly.manager.agent.tools.SpeakTool;
import ai.joinly.manager.agent.turn.UnansweredQuestion;
import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Conversation of an agent in the form that a language model receives. It is bounded in messages
 * and characters, and never separates a call from its result. Owned by the worker's thread.
 */
public final class Conversation {
  /** Maximum length of a tool result in its own turn, for any model. */
  public static final int MAX_RESULT = ConversationLimits.WIDE.result();

  private static final int CONTEXT_MESSAGES = 10;

  private static final int MAX_HINTS = 10;
  private static final String LEFT_OUT =
      "(Something was said here that is hidden from you: the service that you run on refuses it.)";

  private static final String BEGINNING_LEFT_OUT =
      "(The beginning of these words is left out: it was too long.)\n…";

  /** Storage of conversation entries. */
  public interface Keeper {
    /** Returns the position of the next entry. */
    long place();

    /** Stores an entry at its position; positions are filled in any order. */
    void keep(long place, String json);
  }

  /** Answer whose calls are still running, with its reserved position. */
  private record OpenRound(long turn, Assistant answer, long place) {}

  private final List<ChatMessage> messages = new ArrayList<>();
  private final ArrayDeque<String> hints = new ArrayDeque<>();
  private final Keeper keeper;
  private final ConversationLimits limits;
  private Optional<OpenRound> open = Optional.empty();

  public Conversation(Keeper keeper, ConversationLimits limits) {
    this.keeper = keeper;
    this.limits = limits;
  }

  /** Restores the entries of a previous process. */
  public void restore(List<String> kept) {
    for (String entry : kept) {
      messages.addAll(ChatMessageJson.read(entry));
      ChatMessageJson.readHint(entry).ifPresent(this::remember);
    }
    trim();
  }

  /** Starts a turn with the words since the last one; shortens the results of past turns. */
  public void addUser(String text) {
    messages.replaceAll(this::asPast);
    User user = new User(newest(text));
    messages.add(user);
    keeper.keep(keeper.place(), ChatMessageJson.write(List.of(user)));
    trim();
  }

  /** Returns the end of the words if they exceed the limit for one request. */
  private String newest(String text) {
    int longest = limits.characters() / 3;
    return text.length() <= longest
        ? text
        : BEGINNING_LEFT_OUT + text.substring(Cut.notAfter(text, text.length() - longest));
  }

  /**
   * Adds an answer whose calls are still running, since a newer entry follows it. At most one such
   * answer exists; {@link #addRound} of the same turn replaces its results.
   */
  public void openRound(long turn, Assistant answer, List<ToolResult> soFar) {
    if (open.isEmpty()) {
      open = Optional.of(new OpenRound(turn, answer, keeper.place()));
      messages.add(answer);
      messages.addAll(soFar);
    }
  }

  /** Adds an answer of the model together with the results of all its calls. */
  public void addRound(long turn, Assistant answer, List<ToolResult> results) {
    List<ToolResult> cut = results.stream().map(result -> cut(result, limits.result())).toList();
    List<ChatMessage> round = new ArrayList<>();
    round.add(answer);
    round.addAll(cut);
    Optional<OpenRound> own = open.filter(o -> o.turn() == turn);
    if (own.isPresent()) {
      open = Optional.empty();
      replace(own.get().answer(), cut);
      keeper.keep(own.get().place(), ChatMessageJson.write(round));
    } else {
      messages.addAll(round);
      keeper.keep(keeper.place(), ChatMessageJson.write(round));
    }
    trim();
  }

  /** Ends a turn; the results of an answer that did not complete stay as they are. */
  public void closeRound(long turn) {
    open = open.filter(o -> o.turn() != turn);
  }

  /** Replaces the results of an answer, unless it was trimmed. */
  private void replace(Assistant answer, List<ToolResult> results) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).equals(answer)) { // the ids of its calls are unique
        List<ChatMessage> previous = messages.subList(i + 1, i + 1 + answer.toolCalls().size());
        previous.clear();
        previous.addAll(results);
        return;
      }
    }
  }

  /**
   * Removes the messages that a model refused. They are restored with the conversation in another
   * process, where they are refused and removed once more.
   */
  public void forget(PromptRefusal refusal) {
    int newest = messages.size() - 1;
    while (newest >= 0 && !(messages.get(newest) instanceof User)) {
      newest--;
    }
    if (newest < 0) {
      return;
    }
    switch (refusal) {
      case NEWEST_WORDS -> messages.set(newest, new User(LEFT_OUT));
      case EARLIER_WORDS -> messages.subList(0, newest).clear();
      case TOO_LONG -> trim(limits.messages(), characters() / 2);
    }
  }

  private int characters() {
    return messages.stream().mapToInt(Conversation::size).sum();
  }

  /** Adds a private instruction of an operator. */
  public void addHint(String hint) {
    remember(hint);
    keeper.keep(keeper.place(), ChatMessageJson.writeHint(hint));
  }

  /** Replaces the result of {@link #hints} by the one of a previous process. */
  public void restoreHints(List<String> kept) {
    hints.clear();
    kept.forEach(this::remember);
  }

  private void remember(String hint) {
    if (hints.size() == MAX_HINTS) {
      hints.removeFirst();
    }
    hints.addLast(hint);
  }

  /** Returns the newest instructions, oldest first. */
  public List<String> hints() {
    return List.copyOf(hints);
  }

  /** Returns all messages, oldest first. */
  public List<ChatMessage> messages() {
    return List.copyOf(messages);
  }

  /**
   * Returns whether the newest words are not completely processed: the agent has at most called
   * tools that look something up.
   */
  public boolean awaitsAnswer() {
    return UnansweredQuestion.isIn(messages);
  }

  /** Returns the words of participants since the last answer, without their names. */
  public List<String> unanswered() {
    return UnansweredQuestion.wordsIn(messages);
  }

  /** Returns the last speech of the agent. */
  public Optional<String> lastSpoken() {
    return messages.reversed().stream()
        .filter(Assistant.class::isInstance)
        .flatMap(message -> ((Assistant) message).toolCalls().reversed().stream())
        .filter(call -> call.name().equals(MeetingTool.SPEAK))
        .findFirst()
        .flatMap(SpeakTool::words);
  }

  /** Returns the recent words of participants, for a prompt. */
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

  /**
   * Removes the oldest messages, an answer only together with its results. The newest is always
   * kept.
   */
  private void trim() {
    trim(limits.messages(), limits.characters());
  }

  private void trim(int maxMessages, int maxCharacters) {
    int characters = characters();
    while (messages.size() > 1 && (messages.size() > maxMessages || characters > maxCharacters)) {
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

  private ChatMessage asPast(ChatMessage message) {
    return message instanceof ToolResult result
        ? cut(withoutImages(result), limits.pastResult())
        : message;
  }

  private static ToolResult withoutImages(ToolResult result) {
    return result.images().isEmpty() ? result : result.withImages(List.of());
  }

  private static ToolResult cut(ToolResult result, int longest) {
    return result.text().length() <= longest
        ? result
        : result.withText(result.text().substring(0, longest) + " [cut]");
  }
}
