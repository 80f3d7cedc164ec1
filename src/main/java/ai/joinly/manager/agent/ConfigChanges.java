package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.session.Connection;
import ai.joinly.manager.agent.session.ConnectionState.Idle;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.json.ConfigPatch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Changes of an agent's configuration after its creation. Owned by the agent's thread. */
final class ConfigChanges {
  private final AgentContext context;
  private final Connection connection;

  ConfigChanges(AgentContext context, Connection connection) {
    this.context = context;
    this.connection = connection;
  }

  /**
   * Changes the configuration.
   *
   * @param active whether the agent runs, so that all of it is kept at hand
   * @param reply completed once the change is stored
   * @throws AgentRefusedException when a field cannot change now
   * @throws ai.joinly.manager.domain.InvalidFieldsException when the configuration would be invalid
   */
  void apply(ConfigPatch patch, boolean active, CompletableFuture<Void> reply)
      throws AgentRefusedException {
    requireChangeable(patch);
    AgentConfig config = patch.applyTo(context.config());
    if (!patch.onlyBeforeStart().isEmpty()) {
      config
          .joinTime()
          .ifPresent(time -> JoinSchedule.requireAhead(time, context.services().clock().instant()));
    }
    context.services().requireStore();
    CompletionStage<Void> stored = context.journal().reconfigure(config, active);
    context.journal().info("Changed by an operator: " + String.join(", ", patch.fields()));
    stored.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            reply.complete(null);
          } else {
            reply.completeExceptionally(
                new AgentRefusedException(
                    Reason.STORE_FAILED, "The change could not be stored; repeat it"));
          }
        });
  }

  private void requireChangeable(ConfigPatch patch) throws AgentRefusedException {
    if (!patch.fixed().isEmpty()) {
      throw Refusals.notChangeable(
          patch.fixed(), "after the creation of an agent; create another one");
    }
    if (!patch.onlyBeforeStart().isEmpty()
        && context.journal().agent().status() != AgentStatus.CREATED) {
      throw Refusals.notChangeable(
          patch.onlyBeforeStart(), "once the agent was started; create another one");
    }
    if (!patch.onlyWhileIdle().isEmpty() && !(connection.state() instanceof Idle)) {
      throw Refusals.notChangeable(
          patch.onlyWhileIdle(), "while the agent is in its meeting; stop it first");
    }
  }
}
