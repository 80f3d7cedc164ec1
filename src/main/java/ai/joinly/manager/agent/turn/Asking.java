package ai.joinly.manager.agent.turn;

import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.model.LogLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Asks the language model for one turn. A conversation that the model refuses as it is, is asked
 * about once more with nothing before the newest words: one forbidden line of an hour ago is not to
 * silence the agent. Used by one turn's thread.
 */
final class Asking {
  private final TurnSetup setup;
  private final List<ToolDefinition> tools;
  private final List<ChatMessage> messages;

  Asking(TurnSetup setup, List<ToolDefinition> tools) {
    this.setup = setup;
    this.tools = List.copyOf(tools);
    this.messages = new ArrayList<>(setup.messages());
  }

  /** The model is to see what came of its answer. */
  void add(Assistant answer, List<ToolResult> results) {
    messages.add(answer);
    messages.addAll(results);
  }

  /**
   * What the model answers.
   *
   * @param left how long that is worth waiting for
   */
  LlmReply ask(Supplier<Duration> left) throws LlmException, InterruptedException {
    PromptRefusal refusal;
    try {
      return request(left.get());
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
          .onNote(LogLevel.WARN, e.sentence() + ". It is asked again about the newest words alone");
      messages.subList(0, newest).clear();
    }
    return askShort(left.get(), refusal);
  }

  private LlmReply askShort(Duration left, PromptRefusal before)
      throws LlmException, InterruptedException {
    try {
      LlmReply reply = request(left);
      setup.listener().onRefusal(before);
      return reply;
    } catch (LlmException e) {
      throw told(e);
    }
  }

  private LlmReply request(Duration left) throws LlmException, InterruptedException {
    LlmReply reply =
        setup.llm().complete(new LlmRequest(setup.systemPrompt(), messages, tools).within(left));
    reply.notes().forEach(note -> setup.listener().onNote(LogLevel.WARN, note));
    return reply;
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
