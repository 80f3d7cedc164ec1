package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.domain.agent.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How far an agent's stop or deletion is: until when its meeting may be left, and who waits for it.
 * Owned by the worker's thread.
 */
final class Departure {
  private final AgentId agentId;
  private final InstantSource clock;
  private final Duration limit;
  private final StopReplies replies;
  private Optional<Instant> deadline = Optional.empty();
  private boolean deleting;
  private boolean isFinal;

  Departure(AgentId agentId, AgentServices services) {
    this.agentId = agentId;
    this.clock = services.waiting();
    this.limit = services.settings().agents().leaveTimeout();
    this.replies = new StopReplies(agentId);
  }

  /** From now on there is a limit to it. */
  void begin() {
    deadline = Optional.of(clock.instant().plus(limit));
  }

  /** The agent has stopped. */
  void over() {
    deadline = Optional.empty();
  }

  boolean isUnderWay() {
    return deadline.isPresent();
  }

  /** Whether it has had its time. */
  boolean isLate() {
    return deadline.isPresent() && !clock.instant().isBefore(deadline.get());
  }

  /** When it will be late. */
  Optional<Instant> deadline() {
    return deadline;
  }

  /** Tells {@code reply} when it is over. */
  void awaitedBy(CompletableFuture<Boolean> reply) {
    replies.add(reply);
  }

  /** As a stop, after which there is no agent any more. */
  void toBeDeleted(CompletableFuture<Boolean> reply) throws AgentRefusedException {
    if (deleting) {
      throw new AgentRefusedException(
          Reason.UNKNOWN_AGENT, "The agent " + agentId + " is being deleted already");
    }
    deleting = true;
    replies.add(reply);
  }

  boolean isDeletion() {
    return deleting;
  }

  /** There is no agent any more, here at least. */
  void finish() {
    isFinal = true;
  }

  boolean isFinal() {
    return isFinal;
  }

  /** Tells those who wait. */
  void tell() {
    replies.complete();
  }

  /** Tells those who wait when the disk has the deletion. */
  void tellOnce(CompletableFuture<Void> deleted) {
    replies.completeOnce(deleted);
  }
}
