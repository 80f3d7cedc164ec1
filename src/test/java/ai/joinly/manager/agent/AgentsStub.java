package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.Speech;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.json.ConfigPatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A fleet that can do nothing; what a test needs of it is overridden. */
public class AgentsStub implements Agents {
  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("not needed here");
  }

  @Override
  public AgentView create(AgentConfig config) {
    throw unused();
  }

  @Override
  public Creation create(AgentConfig config, IdempotencyKey key) {
    throw unused();
  }

  @Override
  public AgentView change(AgentId id, ConfigPatch patch) {
    throw unused();
  }

  @Override
  public AgentPage list(AgentQuery query) {
    throw unused();
  }

  @Override
  public List<AgentView> list(int logLines) {
    throw unused();
  }

  @Override
  public Optional<AgentView> find(AgentId id, int logLines) {
    throw unused();
  }

  @Override
  public Optional<Analysis> analysis(AgentId id) {
    throw unused();
  }

  @Override
  public boolean start(AgentId id) {
    throw unused();
  }

  @Override
  public boolean stop(AgentId id) {
    throw unused();
  }

  @Override
  public void join(AgentId id) {
    throw unused();
  }

  @Override
  public Optional<Speech> say(AgentId id, String text, Duration limit) {
    throw unused();
  }

  @Override
  public boolean write(AgentId id, String text, Duration limit) {
    throw unused();
  }

  @Override
  public void mute(AgentId id, boolean muted) {
    throw unused();
  }

  @Override
  public void instruct(AgentId id, String text) {
    throw unused();
  }

  @Override
  public List<Participant> participants(AgentId id) {
    throw unused();
  }

  @Override
  public AgentUsage usage(AgentId id) {
    throw unused();
  }

  @Override
  public AgentUsage usage() {
    throw unused();
  }

  @Override
  public void delete(AgentId id) {
    throw unused();
  }
}
