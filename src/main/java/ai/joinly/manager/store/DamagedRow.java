package ai.joinly.manager.store;

import ai.joinly.manager.domain.agent.AgentId;
import java.util.Optional;

/**
 * Row of the store that cannot be read. It is skipped and stays unchanged in the store.
 *
 * @param table the table that contains it
 * @param row its number or name in that table, without any content
 * @param agentId the agent it belongs to, if that can be read
 */
public record DamagedRow(String table, String row, Optional<AgentId> agentId) {
  /** Returns a description of the row, as the beginning of a user message. */
  public String described() {
    return "The row "
        + row
        + " of the table "
        + table
        + agentId.map(id -> " (" + id + ")").orElse("")
        + " is damaged";
  }

  /** Returns the problem and its remedy as a user message. */
  public String userMessage() {
    return described() + " and left out; --check lists all such rows";
  }
}
