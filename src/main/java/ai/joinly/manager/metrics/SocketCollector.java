package ai.joinly.manager.metrics;

import ai.joinly.manager.api.websocket.SocketFigures;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/** The WebSockets at the moment of the scrape. */
final class SocketCollector implements MultiCollector {
  private final Supplier<SocketFigures> sockets;

  SocketCollector(Supplier<SocketFigures> sockets) {
    this.sockets = sockets;
  }

  @Override
  public MetricSnapshots collect() {
    SocketFigures now = sockets.get();
    return MetricSnapshots.of(
        gauge("websocket_clients", "Open WebSockets.", now.clients()),
        gauge(
            "websocket_agents_followed",
            "Agents that a WebSocket client follows by name.",
            now.agentsFollowed()),
        counter("websocket_events_sent", "Events sent to WebSocket clients.", now.eventsSent()),
        counter(
            "websocket_events_dropped",
            "Events that a WebSocket client had not been sent when it was closed or gone.",
            now.eventsDropped()),
        counter(
            "websocket_clients_dropped",
            "WebSocket clients that were closed because they read nothing.",
            now.clientsDropped()));
  }

  private static MetricSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name(Names.of(name))
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static MetricSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name(Names.of(name))
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }
}
