package ai.joinly.manager.agent.room;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeetingRoomsTest {
  private final MeetingRooms rooms = new MeetingRooms(() -> 0);

  @Test
  void agentsMeetWhoseAddressesDifferByPasscodeAndTracking() {
    AgentConfig ada = AgentConfig.of("Ada", "https://us02web.zoom.us/j/12345?pwd=S3CRET&utm_id=1");
    AgentConfig bob = AgentConfig.of("Bob", "https://us02web.zoom.us/wc/join/12345");
    AgentConfig eve = AgentConfig.of("Eve", "https://us02web.zoom.us/j/12346");
    rooms.enter(AgentId.of(1), ada);
    rooms.enter(AgentId.of(2), bob);
    rooms.enter(AgentId.of(3), eve);
    assertTrue(rooms.othersOf(AgentId.of(1), ada).isAgent(Optional.of("Bob")));
    assertFalse(rooms.othersOf(AgentId.of(1), ada).isAgent(Optional.of("Eve")));
  }
}
