package ai.joinly.manager.metrics;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.agent.Agents.AgentView;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The agents at the moment of the scrape, looked at once for all figures about them. */
final class FleetCollector implements MultiCollector {
  private final Agents agents;
  private final int mostActive;
  private final Optional<PerAgentMetrics> perAgent;

  /**
   * @param mostActive agents that may be starting or running at once
   * @param perAgent the figures of single agents, when they are wanted
   */
  FleetCollector(Agents agents, int mostActive, Optional<PerAgentMetrics> perAgent) {
    this.agents = agents;
    this.mostActive = mostActive;
    this.perAgent = perAgent;
  }

  private record Statuses(AgentStatus status, MeetingStatus meeting) {
    static Statuses of(Agent agent) {
      return new Statuses(agent.status(), agent.meetingStatus());
    }
  }

  @Override
  public MetricSnapshots collect() {
    perAgent.ifPresent(PerAgentMetrics::beforeLook);
    List<Agent> all = agents.list(0).stream().map(AgentView::agent).toList();
    MetricSnapshots.Builder snapshots =
        MetricSnapshots.builder()
            .metricSnapshot(byStatus(all))
            .metricSnapshot(
                gauge(
                    "agents_active",
                    "Agents that are starting or running.",
                    all.stream().filter(agent -> agent.status().isActive()).count()))
            .metricSnapshot(
                gauge(
                    "agents_active_limit",
                    "Agents that may be starting or running at once.",
                    mostActive))
            .metricSnapshot(
                gauge(
                    "meetings",
                    "Meetings that have agents.",
                    all.stream().map(agent -> agent.address().key()).distinct().count()));
    perAgent.ifPresent(figures -> figures.collect(all).forEach(snapshots::metricSnapshot));
    return snapshots.build();
  }

  /** Every combination is there at all times: a sum over nothing would be no figure. */
  private static GaugeSnapshot byStatus(List<Agent> all) {
    Map<Statuses, Long> counts =
        all.stream()
            .map(Statuses::of)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    GaugeSnapshot.Builder snapshot =
        GaugeSnapshot.builder()
            .name(Names.of("agents"))
            .help("Agents by status and meeting status.");
    for (AgentStatus status : AgentStatus.values()) {
      for (MeetingStatus meeting : MeetingStatus.values()) {
        snapshot.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(
                    Labels.of(
                        "status", Names.label(status), "meeting_status", Names.label(meeting)))
                .value(counts.getOrDefault(new Statuses(status, meeting), 0L))
                .build());
      }
    }
    return snapshot.build();
  }

  private static GaugeSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name(Names.of(name))
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  @Override
  public List<String> getPrometheusNames() {
    List<String> names =
        List.of(
            Names.of("agents"),
            Names.of("agents_active"),
            Names.of("agents_active_limit"),
            Names.of("meetings"));
    return perAgent
        .map(figures -> Stream.concat(names.stream(), PerAgentMetrics.NAMES.stream()).toList())
        .orElse(names);
  }
}
