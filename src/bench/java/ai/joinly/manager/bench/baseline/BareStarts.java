package ai.joinly.manager.bench.baseline;

import ai.joinly.manager.bench.harness.Fleet;
import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.McpStreamListener;
import ai.joinly.manager.mcp.transport.McpHttp;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * What starting many agents is compared with: a client that begins all sessions at once, lets one
 * after the other through the same gate (from {@code initialize} to the answer of the second
 * subscription) and joins. {@code <url of the server>}; then takes {@code start <sessions>} on its
 * standard input. Ends with its input.
 */
public final class BareStarts {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final int LARGEST = 1024 * 1024;

  private final McpClient client;
  private final Semaphore gate = new Semaphore(1, true);

  private BareStarts(URI server) {
    this.client =
        new McpClient(
            McpHttp.create(Duration.ofSeconds(5)), server, new McpLimits(LARGEST, LARGEST));
  }

  public static void main(String[] arguments) throws IOException {
    BareStarts starts = new BareStarts(URI.create(arguments[0]));
    System.out.println("ready");
    int started = 0;
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      int sessions = Integer.parseInt(line.substring("start ".length()));
      for (int i = 0; i < sessions; i++) {
        started++;
        int number = started;
        Thread.ofVirtual().name("start-" + number).start(() -> starts.join(number));
      }
    }
    System.exit(0);
  }

  private void join(int number) {
    try {
      McpSession session = start();
      session.openStream(new Deaf(), IDLE, new Random(number));
      var arguments =
          HttpJson.JSON
              .createObjectNode()
              .put("meeting_url", Fleet.meetingUrl(number))
              .put("participant_name", Fleet.NAME);
      session.callTool(session.newRequestId(), "join_meeting", arguments, LIMIT);
    } catch (McpException e) {
      System.out.println("A session does not join: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private McpSession start() throws McpException, InterruptedException {
    gate.acquire();
    try {
      String settings = "{\"name\":\"" + Fleet.NAME + "\"}";
      McpSession session = client.start(Map.of("joinly-settings", settings), LIMIT).await(LIMIT);
      session.initialized(LIMIT);
      session.subscribe("transcript://live", LIMIT);
      session.subscribe("transcript://live/segments", LIMIT);
      return session;
    } finally {
      gate.release();
    }
  }

  /** Hears nothing. */
  private static final class Deaf implements McpStreamListener {
    @Override
    public void onOpened() {}

    @Override
    public void onNotification(String method, JsonNode params) {}

    @Override
    public void onGap(Gap gap) {}

    @Override
    public void onLost() {}
  }
}
