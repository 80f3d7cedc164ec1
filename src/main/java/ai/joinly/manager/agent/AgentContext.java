package ai.joinly.manager.agent;

import ai.joinly.manager.agent.worker.ChildTasks;
import ai.joinly.manager.agent.worker.SerialExecutor;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogLevel;

/**
 * Components of one agent that its other parts share.
 *
 * @param executor runs everything that changes the agent
 * @param tasks threads that wait for the network on behalf of the executor
 */
public record AgentContext(
    AgentServices services,
    SerialExecutor executor,
    ChildTasks tasks,
    AgentRecorder journal,
    UsageLedger usage) {

  static AgentContext of(AgentRecorder journal, AgentServices services) {
    AgentId id = journal.agent().id();
    SerialExecutor executor = new SerialExecutor(id);
    return new AgentContext(
        services,
        executor,
        new ChildTasks(id, executor),
        journal,
        new UsageLedger(id, journal.agent().config(), services.store()));
  }

  public AgentId id() {
    return journal.agent().id();
  }

  public AgentConfig config() {
    return journal.agent().config();
  }

  /** Adds a line to the agent's log; for any thread. */
  public void log(LogLevel level, String text) {
    executor.execute(() -> journal.log(level, text));
  }
}
