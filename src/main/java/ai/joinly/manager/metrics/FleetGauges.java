package ai.joinly.manager.metrics;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.agent.Agents.AgentView;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import io.helidon.metrics.api.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Gauges of the agents, which are listed once per scrape for all gauges. */
final class FleetGauges {
  private final Agents agents;
  private final Optional<PerAgentMetrics> perAgent;
  private volatile Fleet fleet = new Fleet(Map.of(), 0, 0);

  private record Statuses(AgentStatus status, MeetingStatus meeting) {}

  private record Fleet(Map<Statuses, Long> counts, long active, long meetings) {
    static Fleet of(List<Agent> all) {
      return new Fleet(
          all.stream()
              .collect(
                  Collectors.groupingBy(
                      agent -> new Statuses(agent.status(), agent.meetingStatus()),
                      Collectors.counting())),
          all.stream().filter(agent -> agent.status().isActive()).count(),
          all.stream().map(agent -> agent.address().key()).distinct().count());
    }
  }

  /**
   * @param mostActive maximum number of agents that are starting or running
   * @param perAgent metrics of single agents, if enabled
   */
  FleetGauges(Meters meters, Agents agents, int mostActive, Optional<PerAgentMetrics> perAgent) {
    this.agents = agents;
    this.perAgent = perAgent;
    // Every combination is always registered, as a sum over no series has no value.
    for (AgentStatus status : AgentStatus.values()) {
      for (MeetingStatus meeting : MeetingStatus.values()) {
        Statuses statuses = new Statuses(status, meeting);
        meters.gauge(
            "agents",
            "Agents by status and meeting status.",
            () -> fleet.counts.getOrDefault(statuses, 0L),
            Tag.create("status", Names.label(status)),
            Tag.create("meeting_status", Names.label(meeting)));
      }
    }
    meters.gauge("agents_active", "Agents that are starting or running.", () -> fleet.active);
    meters.gauge(
        "agents_active_limit",
        "Maximum number of agents that are starting or running.",
        () -> mostActive);
    meters.gauge("meetings", "Meetings that have agents.", () -> fleet.meetings);
  }

  /** Lists the agents for the next scrape. */
  void refresh() {
    perAgent.ifPresent(PerAgentMetrics::beforeLook);
    List<Agent> all = agents.list(0).stream().map(AgentView::agent).toList();
    fleet = Fleet.of(all);
    perAgent.ifPresent(metrics -> metrics.show(all));
  }
}
