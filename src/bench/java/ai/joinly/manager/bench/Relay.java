package ai.joinly.manager.bench;

import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpHttpClients;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.McpStreamListener;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webclient.http1.Http1Client;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What the manager is compared with: a process that does nothing with a notification but read the
 * transcript and parse it. {@code <url of the server> <sessions>}; then takes lines on its standard
 * input: {@code keep <sessions>}, {@code reset}, {@code stats}. Ends with its input.
 */
final class Relay {
  private static final String SEGMENTS = "transcript://live/segments";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int LARGEST = 16 * 1024 * 1024;

  private final McpClient client;
  private final Latencies latencies = new Latencies();

  private Relay(URI server) {
    Http1Client http = McpHttpClients.create(Duration.ofSeconds(5));
    this.client = new McpClient(http, server, new McpLimits(LARGEST, LARGEST));
  }

  public static void main(String[] arguments)
      throws IOException, InterruptedException, McpException {
    Relay relay = new Relay(URI.create(arguments[0]));
    int count = Integer.parseInt(arguments[1]);
    List<McpSession> sessions = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      sessions.add(relay.join(i));
    }
    System.out.println("joined");
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (line.startsWith("keep ")) {
        int kept = Integer.parseInt(line.substring("keep ".length()));
        while (sessions.size() > kept) {
          McpSession session = sessions.removeLast();
          session.delete(LIMIT);
          session.close();
        }
      } else if (line.equals("reset")) {
        relay.latencies.reset();
      } else {
        Latencies.Summary summary = relay.latencies.summary();
        System.out.println("stats " + summary.count() + " " + summary.p50() + " " + summary.p99());
      }
    }
    System.exit(0);
  }

  private McpSession join(int number) throws McpException, InterruptedException {
    String settings = "{\"name\":\"" + Phase.AGENT_NAME + "\"}";
    McpSession session = client.start(Map.of("joinly-settings", settings), LIMIT).await(LIMIT);
    session.initialized(LIMIT);
    session.subscribe(SEGMENTS, LIMIT);
    Follower follower = new Follower(session);
    var stream = session.openStream(follower, Duration.ofSeconds(20), new Random(number));
    if (!follower.opened.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      stream.close();
      throw new BenchmarkException("The event stream of session " + number + " does not open");
    }
    Thread.ofVirtual().name("relay-" + number).start(follower);
    var arguments =
        HttpJson.JSON
            .createObjectNode()
            .put("meeting_url", Phase.meetingUrl(number))
            .put("participant_name", Phase.AGENT_NAME);
    session.callTool(session.newRequestId(), "join_meeting", arguments, LIMIT);
    return session;
  }

  /** Reads on a thread of its own what the stream's thread hears of. */
  private final class Follower implements McpStreamListener, Runnable {
    private final McpSession session;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Semaphore news = new Semaphore(0);

    /** Segments read so far; the reading thread's. */
    private int seen;

    Follower(McpSession session) {
      this.session = session;
    }

    @Override
    public void run() {
      try {
        while (true) {
          news.acquire();
          news.drainPermits();
          JsonNode transcript = HttpJson.JSON.readTree(session.readResource(SEGMENTS, LIMIT));
          JsonNode segments = transcript.path("segments");
          for (; seen < segments.size(); seen++) {
            latencies.arrived(segments.path(seen).path("text").asText());
          }
        }
      } catch (McpException.SessionLost e) {
        // The session is not kept.
      } catch (McpException | IOException e) {
        System.out.println("A transcript cannot be read: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onOpened() {
      opened.countDown();
    }

    @Override
    public void onNotification(String method, JsonNode params) {
      if (params.path("uri").asText().equals(SEGMENTS)) {
        news.release();
      }
    }

    @Override
    public void onGap(Gap gap) {}

    @Override
    public void onLost() {}
  }
}
