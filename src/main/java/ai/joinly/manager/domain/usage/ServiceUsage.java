package ai.joinly.manager.domain.usage;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Usage of speech services and other services, by service and unit.
 *
 * @param byService amounts by service and unit, such as {@code stt} to {@code minutes} to 1.5
 */
public record ServiceUsage(Map<String, Map<String, BigDecimal>> byService) {
  public static final ServiceUsage NONE = new ServiceUsage(Map.of());

  public ServiceUsage {
    Map<String, Map<String, BigDecimal>> copy = new TreeMap<>();
    byService.forEach(
        (service, units) -> copy.put(service, Collections.unmodifiableMap(new TreeMap<>(units))));
    byService = Collections.unmodifiableMap(copy);
  }

  public ServiceUsage plus(ServiceUsage other) {
    return sum(List.of(this, other));
  }

  /** Returns the total usage. */
  public static ServiceUsage sum(Iterable<ServiceUsage> all) {
    Map<String, Map<String, BigDecimal>> sum = new TreeMap<>();
    for (ServiceUsage one : all) {
      one.byService.forEach(
          (service, units) ->
              units.forEach(
                  (unit, amount) ->
                      sum.computeIfAbsent(service, s -> new TreeMap<>())
                          .merge(unit, amount, BigDecimal::add)));
    }
    return new ServiceUsage(sum);
  }
}
