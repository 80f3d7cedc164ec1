package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Keeps the table of metrics in docs/metrics.md in step with those of a running manager. To write
 * it anew: {@code mvn -B test -Dtest=MetricsDocumentTest -Dmetrics.write=true}.
 */
@Tag("system")
class MetricsDocumentTest {
  private static final Path PAGE = Path.of("docs/metrics.md");
  private static final String BEGIN = "<!-- metrics: written by MetricsDocumentTest -->\n";
  private static final String END = "<!-- end of metrics -->";
  private static final String OWN = "joinly_manager_";
  private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"");
  private static final List<String> OF_HISTOGRAMS = List.of("_bucket", "_count", "_sum");

  /** The longest duration of late, which Helidon adds to each histogram. */
  private static final String LONGEST = "_seconds_max";

  @Test
  void theReadmeHoldsTheTable() throws Exception {
    String expected = table(BusyManager.scraped().text());
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertTrue(begin >= BEGIN.length() && end >= begin, "docs/metrics.md has lost its marks");
    if (Boolean.getBoolean("metrics.write")) {
      page = page.substring(0, begin) + expected + page.substring(end);
      Files.writeString(PAGE, page);
      end = page.indexOf(END);
    }
    assertEquals(expected, page.substring(begin, end));
  }

  private static String table(String page) {
    Map<String, String> help = new TreeMap<>();
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String line : page.lines().toList()) {
      String[] parts = line.split(" ", 4);
      if (line.contains(LONGEST)) {
        continue;
      }
      if (line.startsWith("# HELP " + OWN)) {
        help.put(parts[2], parts[3]);
      } else if (line.startsWith("# TYPE " + OWN)) {
        types.put(parts[2], parts[3]);
      } else if (line.startsWith(OWN)) {
        Set<String> own = labels.computeIfAbsent(metric(line, types), n -> new TreeSet<>());
        Matcher matcher = LABEL.matcher(line);
        while (matcher.find()) {
          own.add(matcher.group(1));
        }
        own.remove("le");
      }
    }
    StringBuilder table = new StringBuilder("| metric | type | labels | |\n|---|---|---|---|\n");
    help.forEach(
        (name, meaning) ->
            table.append(
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        name,
                        types.get(name),
                        String.join(
                            ", ",
                            labels.getOrDefault(name, Set.of()).stream()
                                .map(label -> "`" + label + "`")
                                .toList()),
                        meaning)));
    return table.toString();
  }

  /** The name under which the series of {@code line} was announced. */
  private static String metric(String line, Map<String, String> types) {
    String name = line.replaceAll("[{ ].*", "");
    for (String suffix : OF_HISTOGRAMS) {
      String histogram = name.endsWith(suffix) ? name.replaceAll(suffix + "$", "") : name;
      if ("histogram".equals(types.get(histogram))) {
        return histogram;
      }
    }
    return name;
  }
}
