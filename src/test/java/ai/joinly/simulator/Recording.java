package ai.joinly.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A recorded exchange of a client with a real server. */
final class Recording {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Who sent a line. */
  enum Direction {
    CLIENT,
    SERVER,
    NOTE
  }

  record Line(Direction direction, double t, int x, String who, JsonNode http, String body) {
    boolean has(String field) {
      return http.has(field);
    }

    String header(String name) {
      return http.path("headers").path(name).asText("");
    }

    @Override
    public String toString() {
      return "t=%s x=%d %s %s %s".formatted(t, x, direction, http, body);
    }
  }

  private Recording() {}

  static List<Line> read(String name) throws IOException {
    try (InputStream in = Recording.class.getResourceAsStream("/joinly-wire/" + name + ".jsonl")) {
      List<Line> lines = new ArrayList<>();
      for (String text : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (!text.isEmpty()) {
          JsonNode json = MAPPER.readTree(text);
          Direction direction =
              switch (json.get("direction").asText()) {
                case "client" -> Direction.CLIENT;
                case "server" -> Direction.SERVER;
                default -> Direction.NOTE;
              };
          lines.add(
              new Line(
                  direction,
                  json.get("t").asDouble(),
                  json.path("x").asInt(),
                  json.path("who").asText(""),
                  json.path("http"),
                  json.path("body").asText("")));
        }
      }
      return lines;
    }
  }
}
