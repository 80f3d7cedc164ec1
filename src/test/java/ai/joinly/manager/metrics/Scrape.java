package ai.joinly.manager.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A page of metrics that was read: values by series, such as {@code up{job="a"}}. */
public record Scrape(Map<String, Double> series, String text) {
  public static Scrape of(ManagerMetrics metrics) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      metrics.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parse(out.toString(StandardCharsets.UTF_8));
  }

  public static Scrape parse(String text) {
    Map<String, Double> series = new LinkedHashMap<>();
    for (String line : text.lines().filter(l -> !l.isEmpty() && !l.startsWith("#")).toList()) {
      int end = line.lastIndexOf(' ');
      String value = line.substring(end + 1).replace("Inf", "Infinity");
      if (series.put(line.substring(0, end), Double.parseDouble(value)) != null) {
        throw new AssertionError("twice: " + line);
      }
    }
    return new Scrape(series, text);
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
