package ai.joinly.manager.llm.resilience;

import ai.joinly.manager.llm.AnswerMode;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Spares a model that only refuses: a dead key is not to cost a request for each thing that is
 * said. After some refusals in a row the circuit is open, and nobody is asked; from time to time
 * one request is let through, and its answer closes the circuit. Thread-safe; the lock is never
 * held while the model is asked.
 */
public final class CircuitBreaker implements LlmClient {
  private static final int MOST_REFUSALS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /**
   * @param userMessage the same for everybody who is turned away meanwhile
   * @param until by the clock; then one request may try
   */
  private record Opening(String userMessage, Duration pause, long until) {}

  private final LlmClient model;
  private final AnswerMode answerMode;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@code lock}: since the last answer. */
  private int refusals;

  /** Guarded by {@code lock}; empty while the circuit is closed. */
  private Optional<Opening> opening = Optional.empty();

  /** Guarded by {@code lock}: whether the one request that may try is on its way. */
  private boolean probing;

  /**
   * @param nanoTime a clock that only moves forward, in nanoseconds
   */
  public CircuitBreaker(LlmClient model, LongSupplier nanoTime) {
    this(model, nanoTime, AnswerMode.TOOLS);
  }

  /**
   * @param nanoTime a clock that only moves forward, in nanoseconds
   */
  public CircuitBreaker(LlmClient model, LongSupplier nanoTime, AnswerMode answerMode) {
    this.answerMode = answerMode;
    this.model = model;
    this.nanoTime = nanoTime;
  }

  @Override
  public LlmReply complete(LlmRequest request) throws LlmException, InterruptedException {
    boolean probe = enter();
    try {
      LlmReply reply = model.complete(request);
      answered();
      return reply;
    } catch (LlmException e) {
      if (isRefusal(e.category())) {
        refused(e, probe);
      }
      throw e;
    } finally {
      if (probe) {
        leave();
      }
    }
  }

  @Override
  public AnswerMode answerMode() {
    return answerMode;
  }

  /** Whether the caller is the one that tries. */
  private boolean enter() throws LlmException {
    lock.lock();
    try {
      if (opening.isEmpty()) {
        return false;
      }
      Opening now = opening.get();
      if (probing || nanoTime.getAsLong() - now.until() < 0) {
        throw new LlmException(Category.CIRCUIT_OPEN, now.userMessage());
      }
      probing = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** However it ended: without an answer or a refusal the next one may try. */
  private void leave() {
    lock.lock();
    try {
      probing = false;
    } finally {
      lock.unlock();
    }
  }

  private void answered() {
    lock.lock();
    try {
      refusals = 0;
      opening = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void refused(LlmException refusal, boolean probe) {
    lock.lock();
    try {
      if (opening.isPresent()) {
        if (probe) {
          Duration doubled = opening.get().pause().multipliedBy(2);
          open(refusal, doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE);
        }
        // Else it was asked before the circuit opened, and says nothing new.
        return;
      }
      refusals++;
      if (refusals >= MOST_REFUSALS) {
        open(refusal, FIRST_PAUSE);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under {@code lock}. */
  private void open(LlmException refusal, Duration pause) {
    opening =
        Optional.of(
            new Opening(
                "The language model refused %s requests in a row and is asked only now and then: %s"
                    .formatted(MOST_REFUSALS, refusal.userMessage()),
                pause,
                nanoTime.getAsLong() + pause.toNanos()));
  }

  /**
   * What does not pass by itself. A server that is slow, down or busy never opens the circuit, nor
   * does one that refuses what was said: it may take what is said next.
   */
  private static boolean isRefusal(Category category) {
    return switch (category) {
      case KEY_REFUSED, QUOTA_EXHAUSTED, REQUEST_REFUSED -> true;
      case RATE_LIMITED,
          TIMED_OUT,
          UNREACHABLE,
          SERVER_ERROR,
          BAD_ANSWER,
          DECLINED,
          TOO_LONG,
          TOOLS_UNSUPPORTED,
          CIRCUIT_OPEN ->
          false;
    };
  }
}
