package ai.joinly.manager.json;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** Limit of the size of a configuration, because there may be a thousand agents. */
final class ConfigSize {
  /** Bytes of all fields together, as JSON. */
  static final int LARGEST = 64 * 1_024;

  private ConfigSize() {}

  /**
   * Rejects a request whose configuration is too large.
   *
   * @param known the fields that are counted; others are not stored
   * @throws InvalidFieldsException with the name of the largest field
   */
  static void require(ObjectNode body, Collection<String> known) {
    String largest = "";
    int most = 0;
    int total = 0;
    for (String field : known) {
      int size = body.has(field) ? bytes(body, field) : 0;
      total += size;
      if (size > most) {
        most = size;
        largest = field;
      }
    }
    if (total > LARGEST) {
      throw new InvalidFieldsException(
          List.of(
              new FieldError(
                  largest,
                  "must be shorter: the configuration has %s bytes, %s of them in this field, and may have %s"
                      .formatted(total, most, LARGEST))));
    }
  }

  private static int bytes(ObjectNode body, String field) {
    return JsonText.of(body.path(field)).getBytes(StandardCharsets.UTF_8).length;
  }
}
