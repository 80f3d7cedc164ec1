package ai.joinly.manager.metrics;

import ai.joinly.manager.agent.AgentsStub;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.usage.AgentUsage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Agents that only stand there. */
final class FakeFleet extends AgentsStub {
  private final Map<Integer, AgentView> views = new ConcurrentSkipListMap<>();
  private final AtomicInteger looks = new AtomicInteger();

  AgentId add(int number, AgentStatus status, MeetingStatus meeting) {
    Agent agent =
        new Agent(
            AgentId.of(number),
            AgentConfig.of("A" + number, "https://meet.test/secret-meeting-" + number),
            status,
            meeting,
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    views.put(number, new AgentView(agent, List.of()));
    return agent.id();
  }

  void remove(int number) {
    views.remove(number);
  }

  /** How often the agents were listed. */
  int looks() {
    return looks.get();
  }

  @Override
  public List<AgentView> list(int logLines) {
    looks.incrementAndGet();
    return List.copyOf(views.values());
  }

  @Override
  public AgentUsage usage() {
    return AgentUsage.NONE;
  }
}
