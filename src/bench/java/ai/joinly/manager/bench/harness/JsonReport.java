package ai.joinly.manager.bench.harness;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The file that programs read. */
public final class JsonReport {
  private JsonReport() {}

  /** Writes everything, each single value too. */
  public static void write(Report report, Path file) throws IOException {
    ObjectNode json = HttpJson.JSON.createObjectNode().put("finished_at", Instant.now().toString());
    json.set("machine", HttpJson.JSON.valueToTree(report.machine()));
    json.set("manager_options", HttpJson.JSON.valueToTree(report.managerOptions()));
    json.put("load_before", report.loadBefore()).put("load_after", report.loadAfter());
    ArrayNode scenarios = json.putArray("scenarios");
    report.results().forEach(results -> add(scenarios.addObject(), results));
    Files.createDirectories(file.getParent());
    HttpJson.JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
  }

  private static void add(ObjectNode json, Results results) {
    json.put("name", results.scenario())
        .put("about", results.about())
        .put("runs", results.runs())
        .put("seconds", results.took().toSeconds());
    results.failure().ifPresent(why -> json.put("broken", why));
    json.set("notes", HttpJson.JSON.valueToTree(results.notes()));
    ArrayNode figures = json.putArray("figures");
    results.series().forEach(series -> add(figures.addObject(), series));
  }

  private static void add(ObjectNode json, Series series) {
    Figure figure = series.figure();
    json.put("what", figure.what())
        .put("unit", figure.unit().sign())
        .put("median", series.median())
        .put("min", series.least())
        .put("max", series.most());
    json.set("values", HttpJson.JSON.valueToTree(series.values()));
    if (series.baseline().isPresent()) {
      json.put("baseline", series.baseline().getAsDouble()).put("baseline_of", figure.baseline());
      json.set("baseline_values", HttpJson.JSON.valueToTree(series.baselines()));
    }
    if (!(figure.target() instanceof Target.None)) {
      json.put("target", figure.target().text(figure.unit())).put("reached", series.isReached());
    }
  }
}
