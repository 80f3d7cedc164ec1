package ai.joinly.manager.agent.worker;

import ai.joinly.manager.domain.agent.AgentId;

/** Log lines about tasks that end with an unexpected exception. */
final class Defects {
  private static final System.Logger LOGGER = System.getLogger(Defects.class.getName());

  private Defects() {}

  /** Logs only the class and the location: a message could contain words from a meeting. */
  static void log(String task, AgentId agentId, Throwable defect) {
    LOGGER.log(
        System.Logger.Level.ERROR,
        "The task {0} of {1} failed: {2} at {3}",
        task,
        agentId,
        defect.getClass().getName(),
        defect.getStackTrace().length > 0 ? defect.getStackTrace()[0] : "?");
  }
}
