package ai.joinly.manager.jackson;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What a tree is as text. Its own {@code toString} writes by a mapper of the library that keeps its
 * buffers with the thread: 9 KB for each agent, whose worker lives as long as it does. Thread-safe.
 */
public final class JsonText {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();

  private JsonText() {}

  /** The same text as {@code toString}, but {@code null} for what is missing. */
  public static String of(JsonNode tree) {
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always text", e);
    }
  }
}
