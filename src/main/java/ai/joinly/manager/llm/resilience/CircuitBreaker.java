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
 * Circuit breaker for a model that refuses every request, so that an invalid key does not cost a
 * request for each utterance. After several consecutive refusals the circuit opens and the model is
 * not called; from time to time one request is let through, and its answer closes the circuit.
 * Thread-safe; the lock is not held during model calls.
 */
public final class CircuitBreaker implements LlmClient {
  private static final int MAX_REFUSALS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

  /**
   * @param userMessage the error message of all requests that are rejected in this time
   * @param until the clock time at which one request is let through
   */
  private record Opening(String userMessage, Duration pause, long until) {}

  private final LlmClient model;
  private final AnswerMode answerMode;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  /** Refusals since the last answer. Guarded by {@code lock}. */
  private int refusals;

  /** Empty while the circuit is closed. Guarded by {@code lock}. */
  private Optional<Opening> opening = Optional.empty();

  /** Whether the probe request is in progress. Guarded by {@code lock}. */
  private boolean probing;

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public CircuitBreaker(LlmClient model, LongSupplier nanoTime) {
    this(model, nanoTime, AnswerMode.TOOLS);
  }

  /**
   * @param nanoTime a monotonic clock in nanoseconds
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

  /** Returns whether the caller's request is the probe. */
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

  /**
   * Ends the probe. If it had neither an answer nor a refusal, the next request may be the probe.
   */
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
          open(refusal, doubled.compareTo(MAX_PAUSE) < 0 ? doubled : MAX_PAUSE);
        }
        // Otherwise the request was sent before the circuit opened and does not extend the pause.
        return;
      }
      refusals++;
      if (refusals >= MAX_REFUSALS) {
        open(refusal, FIRST_PAUSE);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Opens the circuit. The caller must hold {@code lock}. */
  private void open(LlmException refusal, Duration pause) {
    opening =
        Optional.of(
            new Opening(
                "The language model refused %s requests in a row and is retried only from time to time: %s"
                    .formatted(MAX_REFUSALS, refusal.userMessage()),
                pause,
                nanoTime.getAsLong() + pause.toNanos()));
  }

  /**
   * Returns whether the failure is permanent. A slow, unreachable or busy server never opens the
   * circuit. A content refusal does not either, since the next utterance may be accepted.
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
