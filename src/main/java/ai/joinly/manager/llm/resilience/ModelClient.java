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
 * Asks a model until it answers, within one deadline: what may pass is tried again, a request that
 * the server refuses is repaired. What helped is remembered for all agents with that model and
 * server. A server that asks for time gets it from all callers. It holds no thread and no
 * connection.
 */
public final class ModelClient implements LlmClient {
  private static final System.Logger LOGGER = System.getLogger(ModelClient.class.getName());

  /** A server may ask for a day, and be well again long before. */
  private static final Duration LONGEST_REST = Duration.ofMinutes(10);

  /** Requests for one answer when the server cannot read the calls of its model. */
  private static final int MOST_UNREADABLE = 3;

  private static final int MOST_NAMES = 10;

  /**
   * A time in which the server is not asked.
   *
   * @param until by the clock
   */
  private record Rest(String userMessage, long until) {}

  /**
   * The model that is asked.
   *
   * @param parameters what a request to it may carry, as far as its name says
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

  /** Replaced as a whole by any caller; empty once the server has answered. */
  private volatile Optional<Rest> rest = Optional.empty();

  /** Tools that the agent knows to be missing. */
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
    awaitRest(deadline);
    while (true) {
      Prepared prepared = adaptation.prepare(request, target.parameters());
      switch (attempt(prepared, unreadable, deadline)) {
        case Attempt.Answered answered -> {
          rest = Optional.empty();
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
          if (failure.unreadableCall() && ++unreadable < MOST_UNREADABLE) {
            continue;
          }
          failure.retryAfter().ifPresent(asked -> rest = restOf(failure, asked));
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
        "The language model {0} at {1} refused a request, and took it with the repair {2}{3}",
        target.name(),
        target.endpoint().described(),
        repair.label(),
        subject.isEmpty() ? "" : " (" + listed(subject) + ")");
  }

  private static String listed(List<String> names) {
    String some = String.join(", ", names.stream().limit(MOST_NAMES).toList());
    return names.size() <= MOST_NAMES
        ? some
        : some + " and " + (names.size() - MOST_NAMES) + " more";
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
                "The language model does not take all tools; left out: %s".formatted(listed(left)));
    return new LlmReply(reply.message(), reply.usage(), notes, repairs);
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
      throw new LlmException(LlmException.Category.CIRCUIT_OPEN, asked.get().userMessage());
    }
    if (wait > 0) {
      pacing.sleeper().sleep(Duration.ofNanos(wait));
    }
  }

  private Optional<Rest> restOf(Failure failure, Duration asked) {
    Duration granted = asked.compareTo(LONGEST_REST) < 0 ? asked : LONGEST_REST;
    return Optional.of(
        new Rest(
            "%s. It asks for time and is left alone for %s s"
                .formatted(failure.userMessage(), granted.toSeconds()),
            pacing.nanoTime().getAsLong() + granted.toNanos()));
  }

  private sealed interface Attempt {
    record Answered(LlmReply reply) implements Attempt {}

    record Failed(Failure failure) implements Attempt {}
  }

  /**
   * @param unreadable how often the server could not read its model's call: when that happens
   *     again, the model may answer with words instead
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

  /** Waits until the next attempt, or throws when there is none that could help in time. */
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
