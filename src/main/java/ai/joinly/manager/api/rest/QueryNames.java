package ai.joinly.manager.api.rest;

import ai.joinly.manager.domain.NearestName;
import io.helidon.common.uri.UriQuery;
import java.util.List;
import java.util.Optional;

/**
 * Check for misspelled query parameters. Other unknown parameters are ignored, because clients may
 * add their own.
 */
final class QueryNames {
  private static final int TYPO = 2;

  private QueryNames() {}

  /**
   * Rejects a name that is similar to a known one.
   *
   * @param known the parameters of the endpoint
   * @throws ai.joinly.manager.domain.InvalidFieldsException with the name of the parameter
   */
  static void check(UriQuery query, String... known) {
    List<String> names = List.of(known);
    for (String name : query.names()) {
      if (!names.contains(name)) {
        checkNear(name, name, names);
      }
    }
  }

  /**
   * Refuses a name of which a part is nearly that of a parameter.
   *
   * @param part the part to compare
   * @throws ai.joinly.manager.domain.InvalidFieldsException that names the parameter
   */
  static void checkNear(String name, String part, List<String> known) {
    Optional<String> nearest = NearestName.of(part, known, TYPO);
    if (nearest.isPresent()) {
      throw QueryNumbers.invalid(name, "does not exist (did you mean " + nearest.get() + "?)");
    }
  }
}
