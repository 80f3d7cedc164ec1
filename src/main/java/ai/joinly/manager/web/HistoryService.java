package ai.joinly.manager.web;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.event.EventHub.Subscription;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.model.Agent;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.store.SeqRange;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What an agent's meeting was about: its events, to be polled, and its transcript. */
final class HistoryService implements HttpService {
  private static final int MOST_EVENTS = 1_000;
  private static final int LONGEST_WAIT_SECONDS = 60;
  private static final int USUAL_LIMIT = 100;

  private final Agents agents;
  private final History history;
  private final ApiCalls calls;

  HistoryService(Agents agents, History history, ApiCalls calls) {
    this.agents = agents;
    this.history = history;
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/agents/{agent_id}/events", new Resource(calls).get(this::events));
    rules.any("/agents/{agent_id}/transcript", new Resource(calls).get(this::transcript));
  }

  private void events(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    QueryNames.check(request.query(), "after", "limit", "wait_seconds");
    AgentId id = known(request);
    long after = QueryNumbers.read(request.query(), "after", 0, 0, Long.MAX_VALUE);
    int limit = (int) QueryNumbers.read(request.query(), "limit", USUAL_LIMIT, 1, MOST_EVENTS);
    long wait = QueryNumbers.read(request.query(), "wait_seconds", 0, 0, LONGEST_WAIT_SECONDS);
    // Beyond the end is a mistake: the events up to there would be missed.
    QueryNumbers.check("after", after, 0, history.store().seqRange(id).newest());
    List<StoredEvent> events = await(id, after, limit, Duration.ofSeconds(wait));
    known(request); // it may have been deleted meanwhile
    SeqRange range = history.store().seqRange(id);
    JsonResponse.stream(
        request,
        response,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("events");
          for (StoredEvent event : events) {
            json.writeRawValue(event.json());
          }
          json.writeEndArray();
          json.writeNumberField("last_seq", range.newest());
          json.writeNumberField("next_after", events.isEmpty() ? after : events.getLast().seq());
          if (after + 1 < range.oldest()) {
            json.writeObjectFieldStart("truncated");
            json.writeNumberField("from", after + 1);
            json.writeNumberField("to", range.oldest() - 1);
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  /** What is there, or comes in time; whatever comes after the subscription wakes it. */
  private List<StoredEvent> await(AgentId id, long after, int limit, Duration wait)
      throws InterruptedException {
    List<StoredEvent> events = history.store().events(id, after, limit);
    if (!events.isEmpty() || wait.isZero()) {
      return events;
    }
    CountDownLatch news = new CountDownLatch(1);
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
      events = history.store().events(id, after, limit);
      if (!events.isEmpty() || !news.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        return events;
      }
      return history.store().events(id, after, limit);
    } finally {
      subscription.close();
    }
  }

  private void transcript(ServerRequest request, ServerResponse response) throws IOException {
    QueryNames.check(request.query(), "format", "after");
    Agent agent = agent(request);
    AgentId id = agent.id();
    ZoneId zone = history.agents().zoneOf(agent.config());
    long after = QueryNumbers.read(request.query(), "after", 0, 0, Long.MAX_VALUE);
    TranscriptFormat format = TranscriptFormat.asked(request);
    TranscriptPages pages = new TranscriptPages(history.store(), id, after);
    JsonResponse.streamText(
        request, response, format.contentType(), out -> format.write(id, zone, pages, out));
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

  static ApiException notAcceptable() {
    return new ApiException(
        new ApiError(
            Status.NOT_ACCEPTABLE_406,
            "not_acceptable",
            "A transcript can be had as application/json, text/plain, text/markdown, text/vtt or"
                + " application/x-subrip."));
  }
}
