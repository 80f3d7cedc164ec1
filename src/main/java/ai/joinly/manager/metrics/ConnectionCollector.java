package ai.joinly.manager.metrics;

import ai.joinly.manager.api.observe.ConnectionFigures;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/** The connections of clients at the moment of the scrape. */
final class ConnectionCollector implements MultiCollector {
  private final Supplier<ConnectionFigures> connections;

  ConnectionCollector(Supplier<ConnectionFigures> connections) {
    this.connections = connections;
  }

  @Override
  public MetricSnapshots collect() {
    ConnectionFigures now = connections.get();
    return MetricSnapshots.of(
        gauge("http_connections", "Open connections, WebSockets included.", now.open()),
        gauge("http_connections_limit", "Connections that may be open.", now.limit()),
        gauge("http_requests_running", "Requests that are being served.", now.requests()),
        gauge(
            "file_descriptors_short",
            "1 while no file descriptors are left but for the reserve.",
            now.descriptorsShort() ? 1 : 0),
        ended(now),
        CounterSnapshot.builder()
            .name(Names.of("http_ports_reopened"))
            .help("Times that a port was opened again after an error while accepting.")
            .dataPoint(CounterDataPointSnapshot.builder().value((double) now.reopened()).build())
            .build());
  }

  private static MetricSnapshot ended(ConnectionFigures now) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name(Names.of("http_connections_closed"))
            .help("Connections that the server refused or closed, by reason.");
    now.ended()
        .forEach(
            (ending, number) ->
                counter.dataPoint(
                    CounterDataPointSnapshot.builder()
                        .labels(Labels.of("reason", ending.label()))
                        .value(number)
                        .build()));
    return counter.build();
  }

  private static MetricSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name(Names.of(name))
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }
}
