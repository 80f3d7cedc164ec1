package ai.joinly.manager.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A recorded exchange with a real joinly server. */
record Recording(List<Line> lines) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One line: something sent or received in exchange {@code x} of client {@code who}. */
  record Line(String direction, int x, String who, JsonNode http, String body) {
    boolean isRequest() {
      return direction.equals("client") && http.has("method");
    }

    boolean isServer() {
      return direction.equals("server");
    }

    JsonNode message() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    String rpcMethod() {
      return body.isEmpty() ? "" : message().path("method").asText("");
    }
  }

  static Recording of(String name) throws IOException {
    List<Line> lines = new ArrayList<>();
    try (InputStream in = Recording.class.getResourceAsStream("/joinly-wire/" + name + ".jsonl")) {
      for (String text : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        JsonNode line = JSON.readTree(text);
        lines.add(
            new Line(
                line.path("direction").asText(),
                line.path("x").asInt(),
                line.path("who").asText(""),
                line.path("http"),
                line.path("body").asText("")));
      }
    }
    return new Recording(lines);
  }

  /** The answer's message in exchange {@code x}: the JSON of its last event or its whole body. */
  String answer(int x) {
    return lines.stream()
        .filter(l -> l.isServer() && l.x() == x && l.body().contains("data: "))
        .map(l -> l.body().substring(l.body().indexOf("data: ") + 6).strip())
        .reduce("", (a, b) -> b);
  }

  int status(int x) {
    return lines.stream()
        .filter(l -> l.isServer() && l.x() == x && l.http().has("status"))
        .mapToInt(l -> l.http().path("status").asInt())
        .findFirst()
        .orElse(0);
  }

  boolean brokeOff(int x) {
    return lines.stream().anyMatch(l -> l.isServer() && l.x() == x && l.http().has("error"));
  }
}
