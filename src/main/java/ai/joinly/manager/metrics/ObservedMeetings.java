package ai.joinly.manager.metrics;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.meeting.EndableSession;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingListener;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.PriorTranscript;
import ai.joinly.manager.meeting.joinly.SessionLedger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Wrapper of a meeting server that counts and times its sessions. Thread-safe. */
final class ObservedMeetings implements MeetingServer {
  private final MeetingServer server;
  private final MeetingMeters meters;
  private final TurnPhases phases;
  private final Optional<PerAgentMetrics> perAgent;

  /** Agents that lost their session and have no new one. */
  private final Set<AgentId> lost = ConcurrentHashMap.newKeySet();

  /** Limit of {@link #lost}, as some agents never get a new session. */
  private static final int MAX_LOST = 10_000;

  ObservedMeetings(
      MeetingServer server,
      MeetingMeters meters,
      TurnPhases phases,
      Optional<PerAgentMetrics> perAgent) {
    this.server = server;
    this.meters = meters;
    this.phases = phases;
    this.perAgent = perAgent;
  }

  @Override
  public MeetingSession open(AgentConfig config, SessionLedger ledger, MeetingListener listener)
      throws MeetingException, InterruptedException {
    Optional<AgentId> agent = LogContext.agent();
    TurnPhases.Ear ear = phases.listen(agent);
    long started = phases.now();
    String outcome = MeetingMeters.INTERRUPTED;
    try {
      MeetingSession session = server.open(config, ledger, new Listener(listener, agent, ear));
      outcome = MeetingMeters.OK;
      meters.startDurations().record(phases.now() - started, TimeUnit.NANOSECONDS);
      if (agent.isPresent() && lost.remove(agent.get())) {
        meters.reconnects().increment();
      }
      return observed(session, agent, ear);
    } catch (MeetingException e) {
      outcome = Names.label(e.category());
      throw e;
    } finally {
      meters.starts().with(outcome).increment();
      if (!outcome.equals(MeetingMeters.OK)) {
        phases.forget(agent, ear);
      }
    }
  }

  @Override
  public MeetingSession takeUp(
      KnownSession known,
      AgentConfig config,
      PriorTranscript heard,
      SessionLedger ledger,
      MeetingListener listener)
      throws MeetingException, InterruptedException {
    Optional<AgentId> agent = LogContext.agent();
    TurnPhases.Ear ear = phases.listen(agent);
    MeetingSession session =
        server.takeUp(known, config, heard, ledger, new Listener(listener, agent, ear));
    meters.resumed().increment();
    return observed(session, agent, ear);
  }

  @Override
  public EndableSession leftOver(KnownSession known, SessionLedger ledger) {
    return server.leftOver(known, ledger);
  }

  private MeetingSession observed(
      MeetingSession session, Optional<AgentId> agent, TurnPhases.Ear ear) {
    return new ObservedSession(session, meters, phases, ear, () -> phases.forget(agent, ear));
  }

  /** Listener wrapper that counts events before they are delivered. */
  private final class Listener implements MeetingListener {
    private final MeetingListener listener;
    private final Optional<AgentId> agent;
    private final TurnPhases.Ear ear;

    Listener(MeetingListener listener, Optional<AgentId> agent, TurnPhases.Ear ear) {
      this.listener = listener;
      this.agent = agent;
      this.ear = ear;
    }

    @Override
    public void onSegments(List<Segment> segments) {
      listener.onSegments(segments);
    }

    @Override
    public void onUtterance(List<Segment> segments) {
      meters.utterances().increment();
      ear.onUtterance();
      perAgent.ifPresent(metrics -> agent.ifPresent(metrics::utterance));
      listener.onUtterance(segments);
    }

    @Override
    public void onUsage(String session, ServiceUsage usage) {
      listener.onUsage(session, usage);
    }

    @Override
    public void onReading() {
      listener.onReading();
    }

    @Override
    public void onNote(String sentence) {
      listener.onNote(sentence);
    }

    @Override
    public void onTrouble(String sentence) {
      listener.onTrouble(sentence);
    }

    @Override
    public void onRecovered() {
      listener.onRecovered();
    }

    @Override
    public void onHearing(Optional<String> trouble) {
      listener.onHearing(trouble);
    }

    @Override
    public void onLost(String sentence) {
      meters.lost().increment();
      if (lost.size() < MAX_LOST) {
        agent.ifPresent(lost::add);
      }
      listener.onLost(sentence);
    }
  }
}
