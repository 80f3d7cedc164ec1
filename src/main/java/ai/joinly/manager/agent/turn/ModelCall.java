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
 * Asks the language model for one turn: with tools, or without them if it is in text mode. A
 * conversation that the model refuses as it is, is asked about once more with nothing before the
 * newest words: one forbidden line of an hour ago is not to silence the agent. Used by one turn's
 * thread.
 */
final class ModelCall {
  private static final String TEXT_IS_NOT_HEARD =
      "(Nobody heard that: only the tool speak_text is heard in the meeting. Call speak_text to say"
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

  /** The model is to see what came of its answer. */
  void add(Assistant answer, List<ToolResult> results) {
    again = Optional.empty();
    messages.add(answer);
    messages.addAll(results);
  }

  /** The next request says what was wrong with the answer to the last one. */
  void complain(AskAgain flawed) {
    again = Optional.of(flawed);
  }

  /** Whether the last request offered no tools. */
  boolean isInText() {
    return inText;
  }

  /**
   * What the model answers.
   *
   * @param left how long that is worth waiting for
   */
  LlmReply ask(Supplier<Duration> left) throws LlmException, InterruptedException {
    PromptRefusal refusal;
    try {
      return request(left);
    } catch (LlmException e) {
      refusal =
          e.category() == Category.TOO_LONG ? PromptRefusal.TOO_LONG : PromptRefusal.EARLIER_WORDS;
      if (!isOfWhatWasSaid(e) || !left.get().isPositive()) {
        throw e;
      }
      int newest = newestWords();
      if (newest <= 0) {
        throw told(e);
      }
      setup
          .listener()
          .onNote(
              LogLevel.WARN, e.userMessage() + ". It is asked again about the newest words alone");
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
      throw told(e);
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

  /** The conversation, and what was wrong with an answer that nobody saw. */
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

  private static boolean isOfWhatWasSaid(LlmException refusal) {
    return refusal.category() == Category.DECLINED || refusal.category() == Category.TOO_LONG;
  }

  /** Behind the newest words there may be results of tools, of which the next turn is free. */
  private LlmException told(LlmException refusal) {
    if (refusal.category() == Category.DECLINED && messages.getLast() instanceof User) {
      setup
          .listener()
          .onNote(LogLevel.WARN, "What was said last is left out of the conversation from now on");
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
