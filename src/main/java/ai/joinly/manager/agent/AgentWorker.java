package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.analysis.AnalysisManager;
import ai.joinly.manager.agent.session.Impairment;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.store.StoreException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Entry point to one agent for other threads. Commands and reports run on the agent's own thread,
 * the only one that changes its state; snapshots can be read at any time. Thread-safe.
 */
final class AgentWorker {
  private final AgentContext context;
  private final Optional<AnalysisManager> analysis;
  private final Lifecycle life;

  /** Command of the API, which completes its reply immediately or later. */
  @FunctionalInterface
  interface Command<T> {
    void run(Lifecycle life, CompletableFuture<T> reply) throws AgentRefusedException;
  }

  /**
   * Creates the worker of a new agent.
   *
   * @param startWith model to start with immediately; the caller has acquired the capacity for it
   * @param onDeleted runs on the agent's thread when the agent is deleted
   */
  AgentWorker(
      Agent created,
      Optional<LlmClient> startWith,
      AgentServices services,
      Capacity capacity,
      Runnable onDeleted) {
    this(new AgentRecorder(created, services), services, capacity, onDeleted);
    context.executor().execute(() -> life.begin(startWith));
  }

  /** Creates the worker of an agent that was restored from the store. */
  AgentWorker(
      RecoveredAgent restored, AgentServices services, Capacity capacity, Runnable onDeleted) {
    this(
        new AgentRecorder(
            restored.stored().agent(),
            restored.stored().wantsMeeting(),
            restored.stored().lastSeq(),
            restored.log(),
            services),
        services,
        capacity,
        onDeleted);
    if (!restored.stored().agent().status().isActive()) {
      context.journal().release();
    }
    analysis.ifPresent(AnalysisManager::restore);
    restored.usage().ifPresent(context.usage()::restore);
    context.executor().execute(() -> life.resume(restored));
  }

  private AgentWorker(
      AgentRecorder journal, AgentServices services, Capacity capacity, Runnable onDeleted) {
    this.context = AgentContext.of(journal, services);
    this.analysis =
        context.config().keepsAnalysis()
            ? Optional.of(new AnalysisManager(context, capacity))
            : Optional.empty();
    this.life = new Lifecycle(context, capacity, analysis, onDeleted);
  }

  /** Starts the agent's thread. */
  void start() {
    context.executor().start(life);
  }

  /** Returns the recorder of the agent. */
  AgentRecorder journal() {
    return context.journal();
  }

  /** Returns the current analysis; empty when the agent keeps none. */
  Optional<Analysis> analysis() {
    return analysis.map(AnalysisManager::snapshot);
  }

  /** Returns the total usage of the agent. */
  AgentUsage used() {
    return context.usage().sum();
  }

  /**
   * Submits a command to the agent.
   *
   * @throws AgentRefusedException if too many commands are pending, or the agent is deleted
   */
  <T> CompletableFuture<T> submit(Command<T> command) throws AgentRefusedException {
    CompletableFuture<T> reply = new CompletableFuture<>();
    return switch (context
        .executor()
        .submit(
            () -> run(command, reply), () -> reply.completeExceptionally(WorkerCalls.unknown()))) {
      case ACCEPTED -> reply;
      case FULL -> throw WorkerCalls.busy(context.id());
      case CLOSED -> throw WorkerCalls.unknown();
    };
  }

  private <T> void run(Command<T> command, CompletableFuture<T> reply) {
    try {
      command.run(life, reply);
    } catch (AgentRefusedException | InvalidFieldsException e) {
      reply.completeExceptionally(e);
    } catch (StoreException e) {
      reply.completeExceptionally(
          new AgentRefusedException(
              Reason.STORE_FAILED, "The agent cannot be read: " + e.getMessage()));
    } catch (RuntimeException | Error e) {
      reply.completeExceptionally(e);
      throw e;
    }
  }

  /** Sets the impairment of the store; empty once it works again. */
  void onStoreTrouble(Optional<String> sentence) {
    context.executor().execute(() -> context.journal().hindered(Impairment.STORE, sentence));
  }

  /** Adds a line to the agent's log. */
  void log(LogLevel level, String text) {
    context.log(level, text);
  }

  /** Cancels the update of the analysis and starts no further one, since the process ends. */
  void closeAnalysis() {
    context.executor().execute(() -> analysis.ifPresent(AnalysisManager::close));
  }
}
