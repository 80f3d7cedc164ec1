package ai.joinly.manager.api.rest;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.api.connection.ClientConnection;
import ai.joinly.manager.api.export.TranscriptFormat;
import ai.joinly.manager.api.export.TranscriptPages;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.ApiException;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.EventHub.Subscription;
import ai.joinly.manager.event.StoredEvent;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** REST service for an agent's events, by polling, and for its transcript. */
public final class HistoryService implements HttpService {
  private static final int MAX_EVENTS = 1_000;
  private static final int MAX_WAIT_SECONDS = 60;
  private static final int DEFAULT_LIMIT = 100;

  /**
   * Maximum number of concurrent exports; each holds some pages in memory until its client has read
   * it.
   */
  private static final int MAX_EXPORTS = 32;

  private static final Duration MAX_WAIT_FOR_EXPORT = Duration.ofSeconds(5);

  private final Agents agents;
  private final History history;
  private final Semaphore longPolls;
  private final Semaphore exports = new Semaphore(MAX_EXPORTS);
  private final ApiCalls calls;

  /**
   * @param longPolls the maximum number of requests that wait at the same time
   */
  public HistoryService(Agents agents, History history, int longPolls, ApiCalls calls) {
    this.agents = agents;
    this.history = history;
    this.longPolls = new Semaphore(longPolls);
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/{agent_id}/events", new Resource(calls).get(this::events));
    rules.any("/{agent_id}/transcript", new Resource(calls).get(this::transcript));
  }

  private void events(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    QueryNames.check(request.query(), "after", "limit", "wait_seconds");
    AgentId id = known(request);
    long after = QueryNumbers.read(request.query(), "after", 0, 0, Long.MAX_VALUE);
    int limit = (int) QueryNumbers.read(request.query(), "limit", DEFAULT_LIMIT, 1, MAX_EVENTS);
    long wait = QueryNumbers.read(request.query(), "wait_seconds", 0, 0, MAX_WAIT_SECONDS);
    // A number beyond the end is an error: the client would miss the events up to it.
    QueryNumbers.check("after", after, 0, history.store().seqRange(id).newest());
    EventPage page = await(id, after, limit, Duration.ofSeconds(wait));
    known(request); // the agent may have been deleted meanwhile
    long newest = history.store().seqRange(id).newest();
    JsonResponse.stream(
        request,
        response,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("events");
          for (StoredEvent event : page.events()) {
            json.writeRawValue(event.json());
          }
          json.writeEndArray();
          json.writeNumberField("last_seq", newest);
          json.writeNumberField("next_after", page.nextAfter());
          if (page.missing().isPresent()) {
            json.writeObjectFieldStart("truncated");
            json.writeNumberField("from", page.missing().get().from());
            json.writeNumberField("to", page.missing().get().to());
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  /** Returns the events after {@code after}; if there are none, waits for the next event. */
  private EventPage await(AgentId id, long after, int limit, Duration wait)
      throws InterruptedException {
    EventPage page = EventPage.read(history.store(), id, after, limit);
    if (!page.isEmpty() || wait.isZero()) {
      return page;
    }
    if (!longPolls.tryAcquire()) {
      throw new ApiException(
          busy(
              "too_many_long_polls",
              "Too many requests wait for events. Try again in a few seconds, or use a"
                  + " WebSocket."));
    }
    try {
      return awaitNews(id, after, limit, wait);
    } finally {
      longPolls.release();
    }
  }

  private EventPage awaitNews(AgentId id, long after, int limit, Duration wait)
      throws InterruptedException {
    CountDownLatch news = new CountDownLatch(1);
    // Stops waiting if the client disconnects, and so releases the permit.
    ClientConnection.current().ifPresent(client -> client.whenGone(news::countDown));
    Subscription subscription =
        history
            .hub()
            .subscribe(
                id,
                event -> {
                  if (event.seq() > after) {
                    news.countDown();
                  }
                });
    try {
      EventPage page = EventPage.read(history.store(), id, after, limit);
      if (!page.isEmpty() || !news.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        return page;
      }
      return EventPage.read(history.store(), id, after, limit);
    } finally {
      subscription.close();
    }
  }

  private void transcript(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    QueryNames.check(request.query(), "format", "after");
    Agent agent = agent(request);
    AgentId id = agent.id();
    ZoneId zone = history.agents().zoneOf(agent.config());
    long after = QueryNumbers.read(request.query(), "after", 0, 0, Long.MAX_VALUE);
    TranscriptFormat format = TranscriptFormat.asked(request);
    TranscriptPages pages = new TranscriptPages(history.store(), id, after);
    if (!exports.tryAcquire(MAX_WAIT_FOR_EXPORT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ApiException(
          busy("too_many_exports", "Too many transcripts are being read. Try again later."));
    }
    try {
      JsonResponse.streamText(
          request, response, format.contentType(), out -> format.write(id, zone, pages, out));
    } finally {
      exports.release();
    }
  }

  private AgentId known(ServerRequest request) {
    return agent(request).id();
  }

  private Agent agent(ServerRequest request) {
    return agents
        .find(AgentPath.id(request), 0)
        .map(Agents.AgentView::agent)
        .orElseThrow(() -> new ApiException(ApiError.unknownAgent()));
  }

  private static ApiError busy(String code, String message) {
    return new ApiError(Status.SERVICE_UNAVAILABLE_503, code, message)
        .with(HeaderNames.RETRY_AFTER, "5");
  }

  public static ApiException notAcceptable() {
    return new ApiException(
        new ApiError(
            Status.NOT_ACCEPTABLE_406,
            "not_acceptable",
            "A transcript is available as application/json, text/plain, text/markdown, text/vtt"
                + " or application/x-subrip."));
  }
}
