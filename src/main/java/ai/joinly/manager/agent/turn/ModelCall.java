package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.conversation.PromptRefusal;
import ai.joinly.manager.agent.turn.answer.FlatHistory;
import ai.joinly.manager.agent.turn.answer.PlainText;
import ai.joinly.manager.agent.turn.answer.Reading.AskAgain;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.llm.AnswerMode;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls to the language model for one turn: with tools, or without them in text mode. If the model
 * refuses the conversation, the call is repeated once with the newest words only, so that one
 * rejected line from earlier in the meeting does not silence the agent. Used by one turn's thread.
 */
final class ModelCall {
  private static final String TEXT_IS_NOT_HEARD =
      "(No one heard that: only the tool speak_text is heard in the meeting. Call speak_text to say"
          + " it, or end_turn to stay silent.)";
  private static final String EMPTY =
      "(Your answer was empty. Call speak_text to answer, or end_turn to stay silent.)";
  private static final String EMPTY_TEXT =
      "(Your answer was empty. Write the words to be said, or %s to stay silent.)"
          .formatted(PlainText.SILENCE);

  private final TurnSetup setup;
  private final List<ToolDefinition> tools;
  private final List<ChatMessage> messages;
  private final AnswerMode mode;
  private Optional<AskAgain> again = Optional.empty();
  private boolean inText;

  ModelCall(TurnSetup setup, List<ToolDefinition> tools) {
    this.setup = setup;
    this.tools = List.copyOf(tools);
    this.messages = new ArrayList<>(setup.messages());
    this.mode = setup.llm().answerMode();
  }

  /** Adds an answer and its results, for the next request. */
  void add(Assistant answer, List<ToolResult> results) {
    again = Optional.empty();
    messages.add(answer);
    messages.addAll(results);
  }

  /** Adds a note about the flaw of the last answer to the next request. */
  void complain(AskAgain flawed) {
    again = Optional.of(flawed);
  }

  /** Returns whether the last request offered no tools. */
  boolean isInText() {
    return inText;
  }

  /**
   * Calls the model and waits for its answer.
   *
   * @param left the remaining time of the turn
   */
  LlmReply ask(Supplier<Duration> left) throws LlmException, InterruptedException {
    PromptRefusal refusal;
    try {
      return request(left);
    } catch (LlmException e) {
      refusal =
          e.category() == Category.TOO_LONG ? PromptRefusal.TOO_LONG : PromptRefusal.EARLIER_WORDS;
      if (!isAboutContent(e) || !left.get().isPositive()) {
        throw e;
      }
      int newest = newestWords();
      if (newest <= 0) {
        throw noteDeclined(e);
      }
      setup
          .listener()
          .onNote(LogLevel.WARN, e.userMessage() + ". Retrying with the newest words only");
      messages.subList(0, newest).clear();
    }
    return askShort(left, refusal);
  }

  private LlmReply askShort(Supplier<Duration> left, PromptRefusal before)
      throws LlmException, InterruptedException {
    try {
      LlmReply reply = request(left);
      setup.listener().onRefusal(before);
      return reply;
    } catch (LlmException e) {
      throw noteDeclined(e);
    }
  }

  private LlmReply request(Supplier<Duration> left) throws LlmException, InterruptedException {
    inText |= mode.isText();
    if (inText) {
      return requestInText(left.get());
    }
    try {
      return complete(new LlmRequest(setup.systemPrompt(), withNote(), tools).within(left.get()));
    } catch (LlmException e) {
      if (e.category() != Category.TOOLS_UNSUPPORTED || !left.get().isPositive()) {
        throw e;
      }
    }
    mode.toolsUnsupported();
    inText = true;
    return requestInText(left.get());
  }

  private LlmReply requestInText(Duration left) throws LlmException, InterruptedException {
    setup.listener().onTextMode();
    return complete(
        new LlmRequest(setup.text().instructions().get(), FlatHistory.of(withNote()), List.of())
            .within(left));
  }

  private LlmReply complete(LlmRequest request) throws LlmException, InterruptedException {
    LlmReply reply = setup.llm().complete(request);
    reply.notes().forEach(note -> setup.listener().onNote(LogLevel.WARN, note));
    return reply;
  }

  /**
   * Returns the conversation with a note about the flaw of the last answer, which was discarded.
   */
  private List<ChatMessage> withNote() {
    if (again.isEmpty()) {
      return messages;
    }
    List<ChatMessage> all = new ArrayList<>(messages);
    switch (again.get().flaw()) {
      case EMPTY -> all.add(new User(inText ? EMPTY_TEXT : EMPTY));
      case TEXT -> {
        if (!inText) {
          all.add(new Assistant(again.get().answer().text(), List.of()));
          all.add(new User(TEXT_IS_NOT_HEARD));
        }
      }
    }
    return all;
  }

  private static boolean isAboutContent(LlmException refusal) {
    return refusal.category() == Category.DECLINED || refusal.category() == Category.TOO_LONG;
  }

  /**
   * Removes the newest words from the conversation if the model declined them. If tool results
   * follow them, they may be the reason, and the next turn does not contain them.
   */
  private LlmException noteDeclined(LlmException refusal) {
    if (refusal.category() == Category.DECLINED && messages.getLast() instanceof User) {
      setup.listener().onNote(LogLevel.WARN, "The newest words are removed from the conversation");
      setup.listener().onRefusal(PromptRefusal.NEWEST_WORDS);
    }
    return refusal;
  }

  private int newestWords() {
    int newest = messages.size() - 1;
    while (newest >= 0 && !(messages.get(newest) instanceof User)) {
      newest--;
    }
    return newest;
  }
}
