package ai.joinly.manager.bench.baseline;

import ai.joinly.manager.bench.harness.BenchmarkException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the manager is compared with: a process that reads the transcript when it is notified,
 * writes each new line to one WebSocket and sends each utterance to the language model, and does
 * nothing else. {@code <url of the server> <url of the model> <sessions>}; prints where its
 * WebSocket is; then takes {@code keep <sessions>} on its standard input. Ends with its input.
 */
public final class Relay {
  private static final String SEGMENTS = "transcript://live/segments";
  private static final String UTTERANCES = "transcript://live";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int LARGEST = 16 * 1024 * 1024;

  private final McpClient client;
  private final RelaySocket socket = RelaySocket.open();
  private final RelayModel model;

  private Relay(URI server, URI llm) {
    McpHttp http = McpHttp.create(Duration.ofSeconds(5));
    this.client = new McpClient(http, server, new McpLimits(LARGEST, LARGEST));
    this.model = new RelayModel(llm);
  }

  public static void main(String[] arguments)
      throws IOException, InterruptedException, McpException {
    Relay relay = new Relay(URI.create(arguments[0]), URI.create(arguments[1]));
    int count = Integer.parseInt(arguments[2]);
    List<McpSession> sessions = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      sessions.add(relay.join(i));
    }
    System.out.println("serving " + relay.socket.uri());
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      int kept = Integer.parseInt(line.substring("keep ".length()));
      while (sessions.size() > kept) {
        McpSession session = sessions.removeLast();
        session.delete(LIMIT);
        session.close();
      }
    }
    System.exit(0);
  }

  private McpSession join(int number) throws McpException, InterruptedException {
    String settings = "{\"name\":\"" + Fleet.NAME + "\"}";
    McpSession session = client.start(Map.of("joinly-settings", settings), LIMIT).await(LIMIT);
    session.initialized(LIMIT);
    session.subscribe(SEGMENTS, LIMIT);
    session.subscribe(UTTERANCES, LIMIT);
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
            .put("meeting_url", Fleet.meetingUrl(number))
            .put("participant_name", Fleet.NAME);
    session.callTool(session.newRequestId(), "join_meeting", arguments, LIMIT);
    return session;
  }

  /** Reads on a thread of its own what the stream's thread hears of. */
  private final class Follower implements McpStreamListener, Runnable {
    private final McpSession session;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Semaphore news = new Semaphore(0);
    private final AtomicBoolean utteranceEnded = new AtomicBoolean();

    /** Segments read so far; the reading thread's, as is the next. */
    private int seen;

    private final StringBuilder utterance = new StringBuilder();

    Follower(McpSession session) {
      this.session = session;
    }

    @Override
    public void run() {
      try {
        while (true) {
          news.acquire();
          news.drainPermits();
          boolean ended = utteranceEnded.getAndSet(false);
          relay(HttpJson.JSON.readTree(session.readResource(SEGMENTS, LIMIT)).path("segments"));
          if (ended && !utterance.isEmpty()) {
            model.ask(utterance.toString());
            utterance.setLength(0);
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

    private void relay(JsonNode segments) {
      for (; seen < segments.size(); seen++) {
        JsonNode segment = segments.path(seen);
        var event = HttpJson.JSON.createObjectNode().put("type", "segment");
        event.set("data", segment);
        socket.write(event.toString());
        utterance.append(segment.path("text").asText()).append('\n');
      }
    }

    @Override
    public void onOpened() {
      opened.countDown();
    }

    @Override
    public void onNotification(String method, JsonNode params) {
      if (params.path("uri").asText().equals(UTTERANCES)) {
        utteranceEnded.set(true);
      }
      news.release();
    }

    @Override
    public void onGap(Gap gap) {}

    @Override
    public void onLost() {}
  }
}
