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
 * What an agent remembers of its meeting, as a language model wants it. It is bounded by messages
 * and by characters and never parts a call from its result. Owned by the worker's thread.
 */
public final class Conversation {
  /** In the turn in which it came, with any model. */
  public static final int LONGEST_RESULT = ConversationLimits.WIDE.result();

  private static final int CONTEXT_MESSAGES = 10;

  private static final int MOST_HINTS = 10;
  private static final String LEFT_OUT =
      "(Something was said here that you cannot be told: the service that you run on refuses it.)";

  private static final String BEGINNING_LEFT_OUT =
      "(The beginning of what was said is left out: it was too long.)\n…";

  /** Writes down what is added. */
  public interface Keeper {
    /** The place of the next entry. */
    long place();

    /** Writes an entry at a place of its own; places are filled in any order. */
    void keep(long place, String json);
  }

  /** An answer that is being acted upon, which has its place in the conversation already. */
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

  /** Goes on where another process ended. */
  public void restore(List<String> kept) {
    for (String entry : kept) {
      messages.addAll(ChatMessageJson.read(entry));
      ChatMessageJson.readHint(entry).ifPresent(this::remember);
    }
    trim();
  }

  /** Begins a turn: what was said since the last one; results of past turns are shortened. */
  public void addUser(String text) {
    messages.replaceAll(this::asPast);
    User user = new User(newest(text));
    messages.add(user);
    keeper.keep(keeper.place(), ChatMessageJson.write(List.of(user)));
    trim();
  }

  /** The end of what was said, where that is more than the model can be asked about at once. */
  private String newest(String text) {
    int longest = limits.characters() / 3;
    return text.length() <= longest
        ? text
        : BEGINNING_LEFT_OUT + text.substring(Cut.notAfter(text, text.length() - longest));
  }

  /**
   * Gives an answer that is still being acted upon its place, since something new comes after it.
   * One at a time; {@link #addRound} of the same turn puts the real results into it.
   */
  public void openRound(long turn, Assistant answer, List<ToolResult> soFar) {
    if (open.isEmpty()) {
      open = Optional.of(new OpenRound(turn, answer, keeper.place()));
      messages.add(answer);
      messages.addAll(soFar);
    }
  }

  /** A model's answer together with the results of all its calls. */
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

  /** A turn has ended; an answer of it that never came to an end stays as it is. */
  public void closeRound(long turn) {
    open = open.filter(o -> o.turn() != turn);
  }

  /** Finds the very answer, unless it was trimmed away, and gives it its results. */
  private void replace(Assistant answer, List<ToolResult> results) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).equals(answer)) { // the ids of its calls are its own
        List<ChatMessage> place = messages.subList(i + 1, i + 1 + answer.toolCalls().size());
        place.clear();
        place.addAll(results);
        return;
      }
    }
  }

  /**
   * Forgets what a model refused. It comes back when the agent goes on in another process, where it
   * is refused, and forgotten, once more.
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

  /** What an operator tells the agent in private. */
  public void addHint(String hint) {
    remember(hint);
    keeper.keep(keeper.place(), ChatMessageJson.writeHint(hint));
  }

  /** What stood in {@link #hints} when another process ended. */
  public void restoreHints(List<String> kept) {
    hints.clear();
    kept.forEach(this::remember);
  }

  private void remember(String hint) {
    if (hints.size() == MOST_HINTS) {
      hints.removeFirst();
    }
    hints.addLast(hint);
  }

  /** The newest of them, oldest first. */
  public List<String> hints() {
    return List.copyOf(hints);
  }

  /** All of it, oldest first. */
  public List<ChatMessage> messages() {
    return List.copyOf(messages);
  }

  /** Whether what was said last has not been thought about to an end: at most looked up. */
  public boolean awaitsAnswer() {
    return UnansweredQuestion.isIn(messages);
  }

  /** Returns what people said since the last answer, without their names. */
  public List<String> unanswered() {
    return UnansweredQuestion.wordsIn(messages);
  }

  /** What the agent said last. */
  public Optional<String> lastSpoken() {
    return messages.reversed().stream()
        .filter(Assistant.class::isInstance)
        .flatMap(message -> ((Assistant) message).toolCalls().reversed().stream())
        .filter(call -> call.name().equals(MeetingTool.SPEAK))
        .findFirst()
        .flatMap(SpeakTool::words);
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
    trim(limits.messages(), limits.characters());
  }

  private void trim(int mostMessages, int mostCharacters) {
    int characters = characters();
    while (messages.size() > 1 && (messages.size() > mostMessages || characters > mostCharacters)) {
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
