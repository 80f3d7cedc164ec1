package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.domain.agent.AgentId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Who waits for the end of a stop or of a deletion. Owned by the worker's thread. */
final class StopReplies {
  private final AgentId agentId;
  private final List<CompletableFuture<Boolean>> waiting = new ArrayList<>();

  StopReplies(AgentId agentId) {
    this.agentId = agentId;
  }

  void add(CompletableFuture<Boolean> reply) {
    waiting.add(reply);
  }

  /** The agent has stopped. */
  void complete() {
    waiting.forEach(reply -> reply.complete(true));
    waiting.clear();
  }

  /** Who asked for the deletion hears of it when the disk has it. */
  void completeOnce(CompletableFuture<Void> deleted) {
    List<CompletableFuture<Boolean>> all = List.copyOf(waiting);
    waiting.clear();
    Thread.ofVirtual()
        .name("deleted-" + agentId)
        .start(
            () -> {
              try {
                deleted.join();
                all.forEach(reply -> reply.complete(true));
              } catch (CompletionException e) {
                AgentRefusedException refusal =
                    new AgentRefusedException(
                        Reason.STORE_FAILED,
                        "The agent is gone, but could not be removed from the store");
                all.forEach(reply -> reply.completeExceptionally(refusal));
              }
            });
  }
}
