package ai.joinly.manager.config;

import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import io.github.cdimascio.dotenv.internal.DotenvParser;
import io.github.cdimascio.dotenv.internal.DotenvReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reader of a {@code .env} file.
 *
 * <p>The parser receives one line at a time: its exceptions quote the line, which may contain a
 * key, and have no line number.
 */
final class DotenvFile {
  private static final Pattern EXPORT = Pattern.compile("^export\\s+");
  private static final Pattern CUT_AT_HASH = Pattern.compile("[^=]*=\\s*[^\\s'\"#]+#.*");

  private final String name;
  private final List<String> mistakes;

  DotenvFile(String name, List<String> mistakes) {
    this.name = name;
    this.mistakes = mistakes;
  }

  /** Returns the values by variable; if a variable occurs twice, the last one. */
  Map<String, RawValue> parse(String text) {
    Map<String, RawValue> values = new LinkedHashMap<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = EXPORT.matcher(lines.get(i).strip()).replaceFirst("");
      String origin = name + " line " + (i + 1);
      if (!line.isEmpty() && !line.startsWith("#")) {
        parseLine(line, origin)
            .ifPresent(
                entry ->
                    values.put(
                        entry.getKey(), new RawValue(entry.getKey(), entry.getValue(), origin)));
      }
    }
    return values;
  }

  private Optional<DotenvEntry> parseLine(String line, String origin) {
    if (CUT_AT_HASH.matcher(line).matches()) {
      mistakes.add(origin + ": a value with # must be in quotes");
      return Optional.empty();
    }
    try {
      List<DotenvEntry> entries = new DotenvParser(new OneLine(line), true, true).parse();
      if (!entries.isEmpty()) {
        return withoutSingleQuotes(entries.getFirst(), origin);
      }
    } catch (DotenvException e) {
      // Its message quotes the line, which may contain a key.
    }
    mistakes.add(origin + ": must be NAME=value, with quotes closed on the same line");
    return Optional.empty();
  }

  /** Removes single quotes; the parser removes double quotes only. */
  private Optional<DotenvEntry> withoutSingleQuotes(DotenvEntry entry, String origin) {
    String value = entry.getValue();
    if (!value.startsWith("'")) {
      return Optional.of(entry);
    }
    if (value.length() < 2 || value.indexOf('\'', 1) != value.length() - 1) {
      mistakes.add(origin + ": must be NAME=value, with quotes closed on the same line");
      return Optional.empty();
    }
    return Optional.of(new DotenvEntry(entry.getKey(), value.substring(1, value.length() - 1)));
  }

  private static final class OneLine extends DotenvReader {
    private final String line;

    OneLine(String line) {
      super("", "");
      this.line = line;
    }

    @Override
    public List<String> read() {
      return List.of(line);
    }
  }
}
