package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sender of commands to agents, which waits for their replies. Thread-safe. */
final class WorkerCalls {
  private static final String UNKNOWN = "There is no agent with this id";

  private final AgentDirectory directory;

  WorkerCalls(AgentDirectory directory) {
    this.directory = directory;
  }

  /** Runs a command; if the limit has passed, it may still be completed later. */
  void command(AgentId id, AgentWorker.Command<Void> command, Duration limit)
      throws AgentRefusedException, InterruptedException {
    if (!await(send(id, command), limit)) {
      throw busy(id);
    }
  }

  /**
   * Returns the reply of an agent; empty if the limit has passed, though the command may still be
   * completed.
   */
  <T> Optional<T> ask(AgentId id, AgentWorker.Command<T> command, Duration limit)
      throws AgentRefusedException, InterruptedException {
    CompletableFuture<T> reply = send(id, command);
    return await(reply, limit) ? Optional.of(reply.join()) : Optional.empty();
  }

  private <T> CompletableFuture<T> send(AgentId id, AgentWorker.Command<T> command)
      throws AgentRefusedException {
    return directory.find(id).orElseThrow(() -> unknown()).submit(command);
  }

  /** Sends a command to all agents. Returns whether all replied within {@code limit}. */
  <T> boolean askAll(AgentWorker.Command<T> command, Duration limit) throws InterruptedException {
    List<CompletableFuture<T>> replies = new ArrayList<>();
    for (AgentWorker worker : directory.all()) {
      try {
        replies.add(worker.submit(command));
      } catch (AgentRefusedException e) {
        // Too many commands are pending, or the agent is deleted.
      }
    }
    try {
      CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      // An agent that was deleted in the meantime has stopped as well.
      return true;
    }
  }

  /** Returns whether the reply arrived in time. */
  private static boolean await(CompletableFuture<?> reply, Duration limit)
      throws AgentRefusedException, InterruptedException {
    try {
      reply.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AgentRefusedException refused) {
        throw refused;
      }
      if (e.getCause() instanceof InvalidFieldsException invalid) {
        throw invalid;
      }
      throw new IllegalStateException("an agent failed", e);
    }
  }

  static AgentRefusedException unknown() {
    return new AgentRefusedException(Reason.UNKNOWN_AGENT, UNKNOWN);
  }

  static AgentRefusedException busy(AgentId id) {
    return new AgentRefusedException(
        Reason.BUSY, "The agent " + id + " is busy; try again in a few seconds");
  }
}
