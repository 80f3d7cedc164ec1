package ai.joinly.manager.agent;

import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.AnswerMode;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that answers what the test puts into {@link #answers}, and thinks until it is there. */
public final class FakeLlm implements LlmClient {
  public final BlockingQueue<LlmRequest> requests = new LinkedBlockingQueue<>();
  public final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
  public final AtomicInteger aborted = new AtomicInteger();
  public volatile AnswerMode mode = AnswerMode.TOOLS;
  public volatile TokenUsage usage = TokenUsage.NONE;
  private final AtomicInteger ids = new AtomicInteger();

  @Override
  public LlmReply complete(LlmRequest request) throws LlmException, InterruptedException {
    requests.add(request);
    Object answer;
    try {
      answer = answers.take();
    } catch (InterruptedException e) {
      aborted.incrementAndGet();
      throw e;
    }
    if (answer instanceof LlmException failure) {
      throw failure;
    }
    if (answer instanceof RuntimeException defect) {
      throw defect;
    }
    return new LlmReply((Assistant) answer, usage);
  }

  @Override
  public AnswerMode answerMode() {
    return mode;
  }

  /** Answers with text alone; an empty one is no answer at all. */
  public void write(String text) {
    answers.add(new Assistant(Optional.of(text).filter(words -> !words.isEmpty()), List.of()));
  }

  /** The next request; fails when none comes. */
  public LlmRequest next() throws InterruptedException {
    LlmRequest request = requests.poll(10, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("the model was not asked");
    }
    return request;
  }

  /** Answers with calls, each {@code name {json}}. */
  public void answer(String... calls) {
    List<ToolCall> toolCalls = new ArrayList<>();
    for (String call : calls) {
      int space = call.indexOf(' ');
      toolCalls.add(
          new ToolCall(
              "call_" + ids.incrementAndGet(),
              space < 0 ? call : call.substring(0, space),
              space < 0 ? "{}" : call.substring(space + 1)));
    }
    answers.add(new Assistant(Optional.empty(), toolCalls));
  }

  /** The newest words of people in a request. */
  public static String lastUser(LlmRequest request) {
    return request.messages().stream()
        .filter(ChatMessage.User.class::isInstance)
        .map(m -> ((ChatMessage.User) m).text())
        .reduce((a, b) -> b)
        .orElse("");
  }
}
