package ai.joinly.manager.bench.hostile;

import ai.joinly.manager.bench.hostile.Attack.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** All attacks of hostile clients. */
final class Attacks {
  private static final String HOST = "\r\nHost: localhost\r\n";
  private static final int MEBIBYTE = 1 << 20;
  private static final int HELD_SECONDS = 20;

  private Attacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack("half a head", 200, 100, Attacks::halfHead),
        new Attack("half a body of 1 MiB", 60, 100, Attacks::halfBody),
        new Attack("chunk of 2 GiB", 4, 500, Attacks::hugeChunk),
        new Attack("request in a chunk extension", 4, 500, Attacks::smuggle),
        new Attack("two lengths", 4, 500, Attacks::twoLengths),
        new Attack("random bytes", 8, 200, Attacks::randomBytes),
        new Attack("odd methods", 4, 200, Attacks::oddMethod),
        new Attack("foreign host", 4, 200, Attacks::foreignHost),
        new Attack("nested 998 deep", 2, 500, context -> nested(context, 998)),
        new Attack("nested 100,000 deep", 2, 1000, context -> nested(context, 100_000)),
        new Attack("configuration of 600 KB", 4, 500, Attacks::hugeConfiguration),
        new Attack("answers not read", 60, 100, Attacks::unreadAnswers),
        new Attack("long polls given up", 20, 200, Attacks::abandonedPoll),
        new Attack("WebSocket that does not read", 60, 100, Attacks::unreadSocket),
        new Attack("WebSocket with a reserved opcode", 4, 500, Attacks::reservedOpcode),
        new Attack("WebSocket with a huge frame", 4, 500, Attacks::hugeFrame));
  }

  private static int halfHead(Context context) throws IOException, InterruptedException {
    try (RawClient client = context.connect()) {
      client.send("GET /agents HTTP/1.1" + HOST + "X-Half: ");
      return Context.hold(client, HELD_SECONDS);
    }
  }

  private static int halfBody(Context context) throws IOException, InterruptedException {
    try (RawClient client = context.connect()) {
      client.send(head("POST", "/agents", "Content-Length: " + MEBIBYTE));
      client.send(" ".repeat(MEBIBYTE - 1));
      return Context.hold(client, HELD_SECONDS);
    }
  }

  private static int hugeChunk(Context context) throws IOException {
    try (RawClient client = context.connect()) {
      client.send(head("POST", "/agents", "Transfer-Encoding: chunked") + "7fffffff\r\n");
      client.send(" ".repeat(2 * MEBIBYTE));
      return client.status();
    }
  }

  /** Whatever the manager makes of the extension, it must not execute the request in it. */
  private static int smuggle(Context context) throws IOException {
    String hidden = "POST /agents/" + context.victim() + "/stop HTTP/1.1" + HOST + "\r\n";
    try (RawClient client = context.connect()) {
      client.send(
          head("POST", "/agents", "Transfer-Encoding: chunked")
              + "2;a=b\r\n{}\r\n2;\r\n"
              + hidden
              + "0\r\n\r\n"
              + hidden);
      return client.status();
    }
  }

  private static int twoLengths(Context context) throws IOException {
    String hidden = "POST /agents/" + context.victim() + "/stop HTTP/1.1" + HOST + "\r\n";
    try (RawClient client = context.connect()) {
      client.send(
          head("POST", "/agents", "Content-Length: 5\r\nTransfer-Encoding: chunked")
              + "0\r\n\r\n"
              + hidden);
      return client.status();
    }
  }

  private static int randomBytes(Context context) throws IOException {
    byte[] bytes = new byte[1 + context.random().nextInt(20_000)];
    context.random().nextBytes(bytes);
    try (RawClient client = context.connect()) {
      client.send(bytes);
      return client.status();
    }
  }

  private static int oddMethod(Context context) throws IOException {
    List<String> methods = List.of("TRACE", "PROPFIND", "get", "A".repeat(3000), "G\u0001T", "PRI");
    String method = methods.get(context.random().nextInt(methods.size()));
    try (RawClient client = context.connect()) {
      client.send(method + " /agents HTTP/1.1" + HOST + "\r\n");
      return client.status();
    }
  }

  private static int foreignHost(Context context) throws IOException {
    try (RawClient client = context.connect()) {
      client.send(
          "GET /agents HTTP/1.1\r\nHost: evil.example:8001\r\nOrigin: http://evil.example:8001"
              + "\r\n\r\n");
      return client.status();
    }
  }

  private static int nested(Context context, int depth) throws IOException {
    return post(context, "\"stt_args\": {\"a\": " + "[".repeat(depth) + "]".repeat(depth) + "}");
  }

  private static int hugeConfiguration(Context context) throws IOException {
    return post(context, "\"custom_prompt\": \"" + "x".repeat(600_000) + "\"");
  }

  private static int post(Context context, String fields) throws IOException {
    String body =
        """
        {"name": "Hostile", "meeting_url": "https://meet.google.com/hostile", "auto_join": false,
        %s}"""
            .formatted(fields);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (RawClient client = context.connect()) {
      client.send(head("POST", "/agents", "Content-Length: " + bytes.length));
      client.send(bytes);
      return client.status();
    }
  }

  private static int unreadAnswers(Context context) throws IOException, InterruptedException {
    try (RawClient client = context.connectSlow()) {
      client.send(("GET /agents HTTP/1.1" + HOST + "\r\n").repeat(20));
      return Context.hold(client, HELD_SECONDS);
    }
  }

  private static int abandonedPoll(Context context) throws IOException {
    try (RawClient client = context.connect()) {
      client.send(
          "GET /agents/%s/events?after=999999999&wait_seconds=60 HTTP/1.1%s\r\n"
              .formatted(context.victim(), HOST));
      return 0;
    }
  }

  private static int unreadSocket(Context context) throws IOException, InterruptedException {
    String path =
        context.random().nextBoolean()
            ? "/ws/session"
            : "/ws/agents/" + context.victim() + "?after=0";
    try (RawClient client = context.connectSlow()) {
      client.send(upgrade(path));
      int status = client.status();
      Context.hold(client, HELD_SECONDS);
      return status;
    }
  }

  private static int reservedOpcode(Context context) throws IOException {
    return frame(context, new byte[] {(byte) 0x83, (byte) 0x81, 1, 2, 3, 4, 5});
  }

  private static int hugeFrame(Context context) throws IOException {
    byte[] header = {(byte) 0x81, (byte) 0xff, 0x7f, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4};
    return frame(context, header);
  }

  private static int frame(Context context, byte[] frame) throws IOException {
    try (RawClient client = context.connect()) {
      client.send(upgrade("/ws/agents/" + context.victim()));
      int status = client.status();
      client.send(frame);
      String answer = client.rest();
      return answer.contains("HTTP/1.1 5") ? 500 : status;
    }
  }

  private static String head(String method, String path, String header) {
    return method
        + " "
        + path
        + " HTTP/1.1"
        + HOST
        + "Content-Type: application/json\r\n"
        + header
        + "\r\n\r\n";
  }

  private static String upgrade(String path) {
    return "GET "
        + path
        + " HTTP/1.1"
        + HOST
        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n";
  }
}
