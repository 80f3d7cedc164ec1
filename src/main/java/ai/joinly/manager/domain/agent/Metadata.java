package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.FieldChecks;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Short texts that a client attaches to an agent, by name, sorted by name. Every client can read
 * them, so they are no place for secrets.
 */
public record Metadata(Map<String, String> entries) {
  public static final Metadata NONE = new Metadata(Map.of());

  private static final String FIELD = "metadata";
  private static final int MAX_ENTRIES = 20;
  private static final int MAX_VALUE = 200;

  /** Of all names and values together: they are always in memory. */
  private static final int MAX_CHARACTERS = 2_048;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}");

  public Metadata {
    FieldChecks checks = new FieldChecks();
    checks.check(
        entries.size() <= MAX_ENTRIES, FIELD, "must have at most " + MAX_ENTRIES + " entries");
    checks.check(
        entries.keySet().stream().allMatch(Metadata::isName),
        FIELD,
        "must have names of letters, digits, _, - and ., of at most 40 characters");
    checks.check(
        entries.values().stream().allMatch(value -> value.length() <= MAX_VALUE),
        FIELD,
        "must have values of at most " + MAX_VALUE + " characters");
    checks.check(
        characters(entries) <= MAX_CHARACTERS,
        FIELD,
        "must have at most %s characters in all names and values".formatted(MAX_CHARACTERS));
    checks.done();
    entries = Collections.unmodifiableMap(new TreeMap<>(entries));
  }

  /** Returns whether an entry can have this name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Returns the number of characters of all names and values. */
  public int characters() {
    return characters(entries);
  }

  private static int characters(Map<String, String> entries) {
    return entries.entrySet().stream()
        .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
        .sum();
  }
}
