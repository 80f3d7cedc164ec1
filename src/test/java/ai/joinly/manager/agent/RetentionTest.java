package ai.joinly.manager.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");

  private final List<Agent> kept = new ArrayList<>();
  private final TestClock clock = new TestClock(NINE);
  private final Retention retention =
      new Retention(
          new AgentsStub() {
            @Override
            public List<AgentView> list(int logLines) {
              return kept.stream().map(agent -> new AgentView(agent, List.of())).toList();
            }

            @Override
            public void delete(AgentId id) {
              kept.removeIf(agent -> agent.id().equals(id));
            }
          },
          Duration.ofDays(30),
          clock);

  private void stopped(int number) {
    Agent created =
        Agent.created(
            AgentId.of(number),
            AgentConfig.of("Joe", "https://meet.google.com/abc-defg-hij"),
            clock.instant());
    kept.add(
        created
            .withStatus(AgentStatus.STARTING, Optional.empty(), clock.instant())
            .withStatus(AgentStatus.STOPPING, Optional.empty(), clock.instant())
            .withStatus(AgentStatus.STOPPED, Optional.empty(), clock.instant()));
  }

  @Test
  void whatEndedLongAgoIsDeletedAtTheSecondLook() throws Exception {
    stopped(1);
    clock.advance(Duration.ofDays(20));
    stopped(2);
    clock.advance(Duration.ofDays(11));
    retention.sweep();
    assertEquals(2, kept.size());
    clock.advance(Duration.ofHours(1));
    retention.sweep();
    assertEquals(List.of(AgentId.of(2)), kept.stream().map(Agent::id).toList());
  }

  @Test
  void aClockThatIsWrongForAMomentCostsNothing() throws Exception {
    stopped(1);
    retention.sweep();
    for (Duration wrong : List.of(Duration.ofDays(3_650), Duration.ofDays(-3_650))) {
      clock.set(wrong);
      retention.sweep();
      clock.set(wrong.negated());
      clock.advance(Duration.ofHours(1));
      retention.sweep();
    }
    assertEquals(1, kept.size());
  }
}
