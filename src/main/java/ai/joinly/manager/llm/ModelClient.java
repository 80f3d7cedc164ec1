package ai.joinly.manager.llm;

import ai.joinly.manager.config.Settings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Asks a model until it answers, within one deadline: what may pass is tried again, what a server
 * refuses by name is left out from then on. A server that asks for time gets it from all callers.
 * It holds no thread and no connection.
 */
final class ModelClient implements LlmClient {
  /** A server may ask for a day, and be well again long before. */
  private static final Duration LONGEST_REST = Duration.ofMinutes(10);

  /**
   * A time in which the server is not asked.
   *
   * @param until by the clock
   */
  private record Rest(String sentence, long until) {}

  private final ProviderModel model;
  private final Endpoint endpoint;
  private final Duration timeout;
  private final int maxAttempts;
  private final Pacing pacing;

  /** Replaced as a whole by any caller: parameters that this server did not refuse so far. */
  private volatile Set<OptionalParameter> accepted;

  /** Replaced as a whole by any caller; empty once the server has answered. */
  private volatile Optional<Rest> rest = Optional.empty();

  ModelClient(
      ProviderModel model,
      Endpoint endpoint,
      Set<OptionalParameter> parameters,
      Settings.Llm settings,
      Pacing pacing) {
    this.model = model;
    this.endpoint = endpoint;
    this.accepted = Set.copyOf(parameters);
    this.timeout = settings.requestTimeout();
    this.maxAttempts = settings.maxAttempts();
    this.pacing = pacing;
  }

  @Override
  public LlmReply complete(LlmRequest request) throws LlmException, InterruptedException {
    Duration limit = request.limit().filter(l -> l.compareTo(timeout) < 0).orElse(timeout);
    long deadline = pacing.nanoTime().getAsLong() + limit.toNanos();
    int failed = 0;
    awaitRest(deadline);
    while (true) {
      Set<OptionalParameter> parameters = accepted;
      switch (attempt(request, parameters, deadline)) {
        case Attempt.Answered answered -> {
          rest = Optional.empty();
          return answered.reply();
        }
        case Attempt.Failed attempt -> {
          Failure failure = attempt.failure();
          Set<OptionalParameter> fewer = EnumSet.noneOf(OptionalParameter.class);
          fewer.addAll(parameters);
          if (fewer.removeAll(failure.named())) {
            accepted = Set.copyOf(fewer);
            continue;
          }
          failed++;
          failure.retryAfter().ifPresent(asked -> rest = restOf(failure, asked));
          waitBefore(failed, failure, deadline);
        }
      }
    }
  }

  /** Waits for the time that a server asked for when it refused an earlier request. */
  private void awaitRest(long deadline) throws LlmException, InterruptedException {
    Optional<Rest> asked = rest;
    if (asked.isEmpty()) {
      return;
    }
    long now = pacing.nanoTime().getAsLong();
    long wait = asked.get().until() - now;
    if (wait >= deadline - now) {
      throw new LlmException(LlmException.Category.CIRCUIT_OPEN, asked.get().sentence());
    }
    if (wait > 0) {
      pacing.sleeper().sleep(Duration.ofNanos(wait));
    }
  }

  private Optional<Rest> restOf(Failure failure, Duration asked) {
    Duration granted = asked.compareTo(LONGEST_REST) < 0 ? asked : LONGEST_REST;
    return Optional.of(
        new Rest(
            "%s. It asks for time and is left alone for %d s"
                .formatted(failure.sentence(), granted.toSeconds()),
            pacing.nanoTime().getAsLong() + granted.toNanos()));
  }

  private sealed interface Attempt {
    record Answered(LlmReply reply) implements Attempt {}

    record Failed(Failure failure) implements Attempt {}
  }

  private Attempt attempt(LlmRequest request, Set<OptionalParameter> parameters, long deadline)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Duration left = Duration.ofNanos(deadline - pacing.nanoTime().getAsLong());
    if (!left.isPositive()) {
      return new Attempt.Failed(Failure.timedOut(endpoint.described()));
    }
    try {
      return new Attempt.Answered(CutOff.within(left, () -> model.ask(request, parameters)));
    } catch (TimeoutException e) {
      return new Attempt.Failed(Failure.timedOut(endpoint.described()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Attempt.Failed(Failure.of(cause, endpoint));
    }
  }

  /** Waits until the next attempt, or throws when there is none that could help in time. */
  private void waitBefore(int failed, Failure failure, long deadline)
      throws LlmException, InterruptedException {
    Duration delay = pacing.delay(failed, failure.retryAfter());
    long left = deadline - pacing.nanoTime().getAsLong();
    if (!failure.passing() || failed >= maxAttempts || delay.toNanos() >= left) {
      throw failure.toException();
    }
    pacing.sleeper().sleep(delay);
  }
}
