package ai.joinly.manager.config;

import ai.joinly.manager.domain.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Detection of misspelled variables: their names are similar to that of a setting or have its
 * prefix.
 */
final class UnknownVariables {
  private static final int MAX_EDITS = 2;
  private static final int MIN_LENGTH = 8;

  /** Maximum number of edits between names with the same prefix. */
  private static final int MAX_EDITS_SAME_PREFIX = 3;

  /** Prefixes that only settings of this manager have. */
  private static final Set<String> PREFIXES =
      Set.of(
          "AGENTS",
          "ANALYSIS",
          "DEMO",
          "JOINLY",
          "LLM",
          "RESUME",
          "SERVER",
          "SHUTDOWN",
          "STORE",
          "TURN",
          "WEBSOCKET");

  /** Variables that compose.yaml reads from the same {@code .env}. */
  private static final Set<String> OF_COMPOSE = Set.of("JOINLY_IMAGE", "JOINLY_MEMORY");

  /** Variables that Kubernetes sets in every container for each service. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
              + "|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private UnknownVariables() {}

  /**
   * Returns a warning for each misspelled variable, without its value.
   *
   * @param known the variables of all settings
   */
  static List<String> notices(Map<String, RawValue> variables, Collection<String> known) {
    List<String> notices = new ArrayList<>();
    variables.forEach(
        (name, value) -> {
          if (!known.contains(name) && !isForeign(name, value)) {
            notice(name, value, known).ifPresent(notices::add);
          }
        });
    return notices;
  }

  private static boolean isForeign(String name, RawValue value) {
    return OF_COMPOSE.contains(name)
        || SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value.text()).matches());
  }

  private static Optional<String> notice(String name, RawValue value, Collection<String> known) {
    Optional<String> nearest =
        name.length() >= MIN_LENGTH ? NearestName.of(name, known, MAX_EDITS) : Optional.empty();
    String prefix = prefix(name);
    if (!PREFIXES.contains(prefix) || value.text().isBlank()) {
      return nearest.map(setting -> warning(name, value, "did you mean " + setting + "?"));
    }
    return Optional.of(
        warning(
            name,
            value,
            nearest
                .or(() -> NearestName.of(name, startingWith(prefix, known), MAX_EDITS_SAME_PREFIX))
                .or(() -> known.stream().filter(it -> it.startsWith(name + "_")).findFirst())
                .map(setting -> "did you mean " + setting + "?")
                .orElse("--help lists the settings")));
  }

  private static List<String> startingWith(String prefix, Collection<String> known) {
    return known.stream().filter(name -> prefix(name).equals(prefix)).toList();
  }

  /** Returns the part before the first underscore, or an empty text. */
  private static String prefix(String name) {
    return name.substring(0, Math.max(0, name.indexOf('_')));
  }

  private static String warning(String name, RawValue value, String advice) {
    return "%s is not a setting (%s); %s".formatted(name, value.origin(), advice);
  }
}
