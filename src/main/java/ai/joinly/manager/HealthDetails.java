package ai.joinly.manager;

import ai.joinly.manager.api.observe.ConnectionFigures;
import ai.joinly.manager.api.observe.HealthDetail;
import ai.joinly.manager.api.observe.HealthDetail.Status;
import ai.joinly.manager.llm.TextModel;
import ai.joinly.manager.meeting.joinly.JoinlyProbe;
import ai.joinly.manager.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Details of the readiness probe. Read from memory, without requests to peers.
 *
 * @param llms whether the last request was answered, by LLM provider
 * @param inTextMode language models that are used without tools
 * @param active number of agents that are starting or running
 * @param mostActive maximum number of such agents
 */
record HealthDetails(
    Store store,
    JoinlyProbe joinly,
    Supplier<Map<String, Boolean>> llms,
    Supplier<List<TextModel>> inTextMode,
    LongSupplier active,
    int mostActive,
    Supplier<Optional<ConnectionFigures>> connections)
    implements Supplier<List<HealthDetail>> {

  @Override
  public List<HealthDetail> get() {
    List<HealthDetail> details = new ArrayList<>();
    details.add(storeDetail());
    details.add(capacityDetail());
    details.add(joinlyDetail());
    details.add(llmDetail());
    connections.get().map(HealthDetails::connectionsDetail).ifPresent(details::add);
    return details;
  }

  private HealthDetail storeDetail() {
    Optional<String> trouble = store.trouble();
    Map<String, Object> facts = new LinkedHashMap<>();
    trouble.ifPresent(sentence -> facts.put("trouble", sentence));
    if (store.damaged() > 0) {
      facts.put("damaged_rows", store.damaged());
    }
    return new HealthDetail("store", trouble.isEmpty() ? Status.UP : Status.DOWN, facts);
  }

  private HealthDetail capacityDetail() {
    long now = active.getAsLong();
    return new HealthDetail(
        "capacity",
        now < mostActive ? Status.UP : Status.DOWN,
        Map.of("active_agents", now, "max_agents", mostActive));
  }

  /** Returns the outcome of the agents' last requests; sends no requests. */
  private HealthDetail llmDetail() {
    Map<String, Boolean> answered = llms.get();
    Status status =
        answered.isEmpty()
            ? Status.UNKNOWN
            : answered.containsValue(false) ? Status.DOWN : Status.UP;
    List<Map<String, String>> textMode =
        inTextMode.get().stream()
            .map(model -> Map.of("model", model.model(), "server", model.server()))
            .toList();
    return new HealthDetail(
        "llm", status, Map.of("last_request_answered", answered, "text_mode", textMode));
  }

  private HealthDetail joinlyDetail() {
    Status status =
        switch (joinly.latest()) {
          case UNKNOWN -> Status.UNKNOWN;
          case UP -> Status.UP;
          case DOWN -> Status.DOWN;
        };
    return new HealthDetail("joinly", status, Map.of());
  }

  private static HealthDetail connectionsDetail(ConnectionFigures now) {
    return new HealthDetail(
        "connections",
        now.listening() && !now.descriptorsShort() ? Status.UP : Status.DOWN,
        Map.of(
            "open", now.open(),
            "limit", now.limit(),
            "listening", now.listening(),
            "file_descriptors_left", !now.descriptorsShort(),
            "ports_reopened", now.reopened()));
  }
}
