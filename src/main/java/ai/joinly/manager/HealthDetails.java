package ai.joinly.manager;

import ai.joinly.manager.meeting.JoinlyProbe;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.web.HealthDetail;
import ai.joinly.manager.web.HealthDetail.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What is shown beside the answer to a readiness probe. Told from memory; no peer is asked.
 *
 * @param active how many agents are starting or running
 * @param mostActive how many may
 */
record HealthDetails(Store store, JoinlyProbe joinly, LongSupplier active, int mostActive)
    implements Supplier<List<HealthDetail>> {

  @Override
  public List<HealthDetail> get() {
    return List.of(storeDetail(), capacityDetail(), joinlyDetail());
  }

  private HealthDetail storeDetail() {
    Optional<String> trouble = store.trouble();
    return new HealthDetail(
        "store",
        trouble.isEmpty() ? Status.UP : Status.DOWN,
        trouble.<Map<String, Object>>map(sentence -> Map.of("trouble", sentence)).orElse(Map.of()));
  }

  private HealthDetail capacityDetail() {
    long now = active.getAsLong();
    return new HealthDetail(
        "capacity",
        now < mostActive ? Status.UP : Status.DOWN,
        Map.of("active_agents", now, "max_agents", mostActive));
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
}
