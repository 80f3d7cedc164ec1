package ai.joinly.manager.llm.resilience;

import ai.joinly.manager.concurrent.DeadlineCall;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.provider.Endpoint;
import ai.joinly.manager.llm.provider.ProviderModel;
import ai.joinly.manager.llm.repair.Adaptation;
import ai.joinly.manager.llm.repair.Adaptation.Prepared;
import ai.joinly.manager.llm.repair.Knowledge;
import ai.joinly.manager.llm.repair.Repair;
import ai.joinly.manager.llm.repair.RepairSteps;
import ai.joinly.manager.llm.repair.RepairSteps.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Client that sends a request until the model answers, within one deadline: transient failures are
 * retried, a request that the server refuses is repaired. Successful repairs are stored for all
 * agents with the same model and server. If a server requests a pause, all callers keep it. Holds
 * no thread and no connection.
 */
public final class ModelClient implements LlmClient {
  private static final System.Logger LOGGER = System.getLogger(ModelClient.class.getName());

  /** Maximum pause: a server may request a day, and recover long before. */
  private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

  /** Maximum requests for one answer when the server cannot parse its model's calls. */
  private static final int MAX_UNREADABLE = 3;

  private static final int MAX_NAMES = 10;

  /**
   * Pause in which the server is not called.
   *
   * @param until the clock time of its end
   */
  private record Pause(String userMessage, long until) {}

  /**
   * Model with its server.
   *
   * @param parameters the parameters that a request may carry, as far as the model's name
   *     determines them
   */
  public record Target(
      String name,
      ProviderModel model,
      Endpoint endpoint,
      Set<OptionalParameter> parameters,
      Knowledge knowledge) {}

  private final Target target;
  private final Duration timeout;
  private final int maxAttempts;
  private final Pacing pacing;

  /** Replaced by any caller; empty once the server has answered. */
  private volatile Optional<Pause> pause = Optional.empty();

  /** Omitted tools that the agent's log already reports. */
  private final AtomicReference<List<String>> missing = new AtomicReference<>(List.of());

  public ModelClient(Target target, Settings.Llm settings, Pacing pacing) {
    this.target = target;
    this.timeout = settings.requestTimeout();
    this.maxAttempts = settings.maxAttempts();
    this.pacing = pacing;
  }

  @Override
  public LlmReply complete(LlmRequest request) throws LlmException, InterruptedException {
    Duration limit = request.limit().filter(l -> l.compareTo(timeout) < 0).orElse(timeout);
    long deadline = pacing.nanoTime().getAsLong() + limit.toNanos();
    RepairSteps steps = new RepairSteps(request, target.parameters());
    List<Step> done = new ArrayList<>();
    Adaptation adaptation = target.knowledge().adaptation();
    int failed = 0;
    int unreadable = 0;
    awaitPause(deadline);
    while (true) {
      Prepared prepared = adaptation.prepare(request, target.parameters());
      switch (attempt(prepared, unreadable, deadline)) {
        case Attempt.Answered answered -> {
          pause = Optional.empty();
          learn(done);
          return annotated(answered.reply(), prepared, done, unreadable);
        }
        case Attempt.Failed attempt -> {
          Failure failure = attempt.failure();
          Adaptation now = adaptation;
          Optional<Step> step = failure.details().flatMap(details -> steps.next(now, details));
          if (step.isPresent()) {
            done.add(step.get());
            adaptation = step.get().adaptation();
            continue;
          }
          failed++;
          if (failure.unreadableCall() && ++unreadable < MAX_UNREADABLE) {
            continue;
          }
          failure.retryAfter().ifPresent(asked -> pause = pauseOf(failure, asked));
          waitBefore(failed, failure, prepared, deadline);
        }
      }
    }
  }

  private void learn(List<Step> done) {
    for (Step step : done) {
      Adaptation before = target.knowledge().adaptation();
      step.lasting().ifPresent(target.knowledge()::learn);
      if (!before.equals(target.knowledge().adaptation())) {
        report(step.repair(), step.subject());
      }
    }
  }

  private void report(Repair repair, List<String> subject) {
    LOGGER.log(
        System.Logger.Level.WARNING,
        "The language model {0} at {1} refused a request and accepted it after the repair {2}{3}",
        target.name(),
        target.endpoint().described(),
        repair.label(),
        subject.isEmpty() ? "" : " (" + listed(subject) + ")");
  }

  private static String listed(List<String> names) {
    String some = String.join(", ", names.stream().limit(MAX_NAMES).toList());
    return names.size() <= MAX_NAMES ? some : some + " and " + (names.size() - MAX_NAMES) + " more";
  }

  private LlmReply annotated(LlmReply reply, Prepared prepared, List<Step> done, int unreadable) {
    List<Repair> repairs = new ArrayList<>(done.stream().map(Step::repair).toList());
    if (unreadable > 0) {
      repairs.add(Repair.REPEAT);
      if (target.knowledge().isFirst(Repair.REPEAT)) {
        report(Repair.REPEAT, List.of());
      }
    }
    List<String> left = prepared.leftOut();
    List<String> notes =
        missing.getAndSet(left).equals(left) || left.isEmpty()
            ? List.of()
            : List.of(
                "The language model does not accept all tools; omitted: %s"
                    .formatted(listed(left)));
    return new LlmReply(reply.message(), reply.usage(), notes, repairs);
  }

  /** Waits for the pause that the server requested when it refused an earlier request. */
  private void awaitPause(long deadline) throws LlmException, InterruptedException {
    Optional<Pause> asked = pause;
    if (asked.isEmpty()) {
      return;
    }
    long now = pacing.nanoTime().getAsLong();
    long wait = asked.get().until() - now;
    if (wait >= deadline - now) {
      throw new LlmException(LlmException.Category.CIRCUIT_OPEN, asked.get().userMessage());
    }
    if (wait > 0) {
      pacing.sleeper().sleep(Duration.ofNanos(wait));
    }
  }

  private Optional<Pause> pauseOf(Failure failure, Duration asked) {
    Duration granted = asked.compareTo(MAX_PAUSE) < 0 ? asked : MAX_PAUSE;
    return Optional.of(
        new Pause(
            "%s. The server requested a pause; no request is sent for %s s"
                .formatted(failure.userMessage(), granted.toSeconds()),
            pacing.nanoTime().getAsLong() + granted.toNanos()));
  }

  private sealed interface Attempt {
    record Answered(LlmReply reply) implements Attempt {}

    record Failed(Failure failure) implements Attempt {}
  }

  /**
   * @param unreadable how often the server could not parse its model's call; from the second time
   *     on the model may answer with text instead
   */
  private Attempt attempt(Prepared prepared, int unreadable, long deadline)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Duration left = Duration.ofNanos(deadline - pacing.nanoTime().getAsLong());
    if (!left.isPositive()) {
      return new Attempt.Failed(Failure.timedOut(target.endpoint().described()));
    }
    EnumSet<OptionalParameter> parameters = EnumSet.noneOf(OptionalParameter.class);
    parameters.addAll(prepared.parameters());
    if (unreadable > 1) {
      parameters.remove(OptionalParameter.TOOL_CHOICE);
    }
    try {
      return new Attempt.Answered(
          DeadlineCall.within(
              "llm-request", left, () -> target.model().ask(prepared.request(), parameters)));
    } catch (TimeoutException e) {
      return new Attempt.Failed(Failure.timedOut(target.endpoint().described()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Attempt.Failed(Failure.of(cause, target.endpoint()));
    }
  }

  /** Waits until the next attempt. Throws if a retry cannot succeed in time. */
  private void waitBefore(int failed, Failure failure, Prepared prepared, long deadline)
      throws LlmException, InterruptedException {
    Duration delay = pacing.delay(failed, failure.retryAfter());
    long left = deadline - pacing.nanoTime().getAsLong();
    if (!failure.passing() || failed >= maxAttempts || delay.toNanos() >= left) {
      throw failure.toException(prepared.request());
    }
    pacing.sleeper().sleep(delay);
  }
}
