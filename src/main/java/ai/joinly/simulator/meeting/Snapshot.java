package ai.joinly.simulator.meeting;

import ai.joinly.simulator.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/** The image that {@code get_video_snapshot} returns. */
public final class Snapshot {
  private static final String DATA = read();

  private Snapshot() {}

  public static ObjectNode result() {
    ObjectNode result = Json.object();
    result
        .putArray("content")
        .addObject()
        .put("type", "image")
        .put("data", DATA)
        .put("mimeType", "image/jpeg");
    return result.put("isError", false);
  }

  private static String read() {
    try (InputStream in = Snapshot.class.getResourceAsStream("snapshot.jpg")) {
      if (in == null) {
        throw new IllegalStateException("The class path does not contain snapshot.jpg.");
      }
      return Base64.getEncoder().encodeToString(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
