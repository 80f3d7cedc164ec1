package ai.joinly.manager.store;

import ai.joinly.manager.domain.agent.AgentId;
import java.util.Optional;

/**
 * A row of the store that cannot be read. It is left out, and stays in the store as it is.
 *
 * @param table that has it
 * @param row its number or name in that table, without any content
 * @param agentId the agent it belongs to, where that can be read
 */
public record DamagedRow(String table, String row, Optional<AgentId> agentId) {
  /** Returns which row it is, as the beginning of a sentence for people. */
  public String described() {
    return "The row "
        + row
        + " of the table "
        + table
        + agentId.map(id -> " (" + id + ")").orElse("")
        + " is damaged";
  }

  /** Returns what happened and what to do, as a sentence for people. */
  public String userMessage() {
    return described() + " and left out; --check lists all such rows";
  }
}
