package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.json.Json;
import ai.joinly.manager.json.StoredAnalysisJson;
import ai.joinly.manager.json.UsageJson;
import com.fasterxml.jackson.core.JsonProcessingException;

/** What the texts of the tables must be, so that they can be read. */
final class StoredTexts {
  private StoredTexts() {}

  /**
   * Returns {@code text}.
   *
   * @param table that has it
   * @throws IllegalArgumentException when it is damaged
   */
  static String required(String table, String text) {
    if (!isReadable(table, text)) {
      throw new IllegalArgumentException("a text in the database that cannot be read");
    }
    return text;
  }

  /** Whether a value is a text that the table may have. */
  static boolean isReadable(String table, Object value) {
    return value instanceof String text
        && isJson(text)
        && switch (table) {
          case "usages" -> UsageJson.isReadable(text);
          case "analyses" -> StoredAnalysisJson.read(text).isPresent();
          default -> true;
        };
  }

  private static boolean isJson(String text) {
    try {
      return Json.mapper().readTree(text).isContainerNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
