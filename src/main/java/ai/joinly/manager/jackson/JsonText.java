package ai.joinly.manager.jackson;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Conversion of a tree to text. {@link JsonNode#toString} uses a mapper of Jackson with
 * thread-local buffers, which take 9 KB for each agent, because an agent has its own worker thread.
 * Thread-safe.
 */
public final class JsonText {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();

  private JsonText() {}

  /** Returns the same text as {@code toString}, but {@code null} for a missing node. */
  public static String of(JsonNode tree) {
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree cannot be written", e);
    }
  }
}
