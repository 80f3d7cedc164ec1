package ai.joinly.manager.metrics;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsConfig;
import io.helidon.metrics.spi.MeterRegistryFormatterProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of metrics that was read: values by series, such as {@code up{job="a"}}. */
public record Scrape(Map<String, Double> series, String text) {
  private static final Pattern SCOPE = Pattern.compile("scope=\"([a-z0-9-]*)\",?");

  public static Scrape of(ManagerMetrics metrics) {
    metrics.refresh();
    return of(metrics.registry(), metrics.scope());
  }

  static Scrape of(MeterRegistry registry, String scope) {
    return parse(page(registry), scope);
  }

  /** The page with the series of all managers in this JVM. */
  static String page(MeterRegistry registry) {
    return ServiceLoader.load(MeterRegistryFormatterProvider.class).stream()
        .map(
            provider ->
                provider
                    .get()
                    .formatter(
                        MediaTypes.TEXT_PLAIN,
                        MetricsConfig.create(),
                        registry,
                        Optional.of("scope"),
                        Set.of(),
                        Set.of()))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow()
        .format()
        .orElseThrow()
        .toString();
  }

  /** The series of the manager that has this scope, without the label, and those of the JVM. */
  public static Scrape parse(String text, String scope) {
    Map<String, Double> series = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line : text.lines().filter(l -> !l.isEmpty()).toList()) {
      if (line.startsWith("#")) {
        lines.add(line);
        continue;
      }
      Matcher other = SCOPE.matcher(line);
      if (other.find() && !Set.of(scope, "base").contains(other.group(1))) {
        continue;
      }
      String own = SCOPE.matcher(line).replaceAll("").replace(",}", "}").replace("{}", "");
      lines.add(own);
      int end = own.lastIndexOf(' ');
      String value = own.substring(end + 1).replace("Inf", "Infinity");
      if (series.put(own.substring(0, end), Double.parseDouble(value)) != null) {
        throw new AssertionError("twice: " + own);
      }
    }
    return new Scrape(series, String.join("\n", lines) + "\n");
  }

  /** The value of a series; 0 when there is none. */
  public double value(String name) {
    return series.getOrDefault(name, 0.0);
  }

  public boolean has(String name) {
    return series.containsKey(name);
  }

  /** The names of all series without their labels, {@code _bucket} and the like included. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    series.keySet().forEach(s -> names.add(s.replaceAll("\\{.*", "")));
    return names;
  }
}
