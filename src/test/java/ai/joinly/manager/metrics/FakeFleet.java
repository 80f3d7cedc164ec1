package ai.joinly.manager.metrics;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.model.Agent;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.AgentStatus;
import ai.joinly.manager.model.Analysis;
import ai.joinly.manager.model.MeetingStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Agents that only stand there. */
final class FakeFleet implements Agents {
  private final Map<Integer, AgentView> views = new ConcurrentSkipListMap<>();

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

  @Override
  public List<AgentView> list(int logLines) {
    return List.copyOf(views.values());
  }

  @Override
  public AgentView create(AgentConfig config) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<AgentView> find(AgentId id, int logLines) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Analysis> analysis(AgentId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void start(AgentId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void stop(AgentId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void join(AgentId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(AgentId id) {
    throw new UnsupportedOperationException();
  }
}
