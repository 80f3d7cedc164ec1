package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.json.Json;
import ai.joinly.manager.json.StoredAnalysisJson;
import ai.joinly.manager.json.UsageJson;
import com.fasterxml.jackson.core.JsonProcessingException;

/** Validation of the JSON texts in the tables. */
final class StoredTexts {
  private StoredTexts() {}

  /**
   * Returns {@code text} if it is readable.
   *
   * @param table the table that contains it
   * @throws IllegalArgumentException when it is damaged
   */
  static String required(String table, String text) {
    if (!isReadable(table, text)) {
      throw new IllegalArgumentException("unreadable text in the database");
    }
    return text;
  }

  /** Returns whether a value is a valid text for the table. */
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
