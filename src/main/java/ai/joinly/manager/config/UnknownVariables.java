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
 * Finds variables that are no settings but look as if they were meant as such: by a name that is
 * nearly that of a setting, or by the beginning of its name.
 */
final class UnknownVariables {
  private static final int TYPO = 2;
  private static final int SHORTEST_TYPO = 8;

  /** Among names with the same beginning a suggestion may be further off. */
  private static final int FAR_TYPO = 3;

  /** Beginnings that only this manager's settings have, as far as anybody knows. */
  private static final Set<String> OURS =
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

  /** What compose.yaml takes from the same {@code .env}. */
  private static final Set<String> OF_COMPOSE = Set.of("JOINLY_IMAGE", "JOINLY_MEMORY");

  /** What Kubernetes gives every container for each service beside it. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
              + "|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private UnknownVariables() {}

  /**
   * Returns a sentence for each, without its value.
   *
   * @param known the names of all settings
   */
  static List<String> notices(Map<String, RawValue> variables, Collection<String> known) {
    List<String> notices = new ArrayList<>();
    variables.forEach(
        (name, value) -> {
          if (!known.contains(name) && !isSomebodyElses(name, value)) {
            notice(name, value, known).ifPresent(notices::add);
          }
        });
    return notices;
  }

  private static boolean isSomebodyElses(String name, RawValue value) {
    return OF_COMPOSE.contains(name)
        || SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value.text()).matches());
  }

  private static Optional<String> notice(String name, RawValue value, Collection<String> known) {
    Optional<String> nearest =
        name.length() >= SHORTEST_TYPO ? NearestName.of(name, known, TYPO) : Optional.empty();
    String beginning = beginning(name);
    if (!OURS.contains(beginning) || value.text().isBlank()) {
      return nearest.map(setting -> sentence(name, value, "did you mean " + setting + "?"));
    }
    return Optional.of(
        sentence(
            name,
            value,
            nearest
                .or(() -> NearestName.of(name, startingWith(beginning, known), FAR_TYPO))
                .or(() -> known.stream().filter(it -> it.startsWith(name + "_")).findFirst())
                .map(setting -> "did you mean " + setting + "?")
                .orElse("--help lists those that are")));
  }

  private static List<String> startingWith(String beginning, Collection<String> known) {
    return known.stream().filter(name -> beginning(name).equals(beginning)).toList();
  }

  /** The part before the first underscore, without which there is none. */
  private static String beginning(String name) {
    return name.substring(0, Math.max(0, name.indexOf('_')));
  }

  private static String sentence(String name, RawValue value, String advice) {
    return "%s in %s is not a setting; %s".formatted(name, value.origin(), advice);
  }
}
