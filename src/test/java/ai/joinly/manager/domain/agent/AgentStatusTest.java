package ai.joinly.manager.domain.agent;

import static ai.joinly.manager.domain.agent.AgentStatus.CREATED;
import static ai.joinly.manager.domain.agent.AgentStatus.ERROR;
import static ai.joinly.manager.domain.agent.AgentStatus.RUNNING;
import static ai.joinly.manager.domain.agent.AgentStatus.STARTING;
import static ai.joinly.manager.domain.agent.AgentStatus.STOPPED;
import static ai.joinly.manager.domain.agent.AgentStatus.STOPPING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgentStatusTest {
  @Test
  void onlyTheMovesOfTheTableAreLegal() {
    Map<AgentStatus, Set<AgentStatus>> table =
        Map.of(
            CREATED, EnumSet.of(STARTING, ERROR),
            STARTING, EnumSet.of(RUNNING, STOPPING, ERROR),
            RUNNING, EnumSet.of(STOPPING, ERROR),
            STOPPING, EnumSet.of(STOPPED, ERROR),
            STOPPED, EnumSet.of(STARTING),
            ERROR, EnumSet.of(STARTING, STOPPED));
    for (AgentStatus from : AgentStatus.values()) {
      for (AgentStatus to : AgentStatus.values()) {
        assertEquals(table.get(from).contains(to), from.canBecome(to), from + " to " + to);
      }
    }
  }
}
