package ai.joinly.manager.bench.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes and removes agents of a manager, over several connections at once. For one thread. */
public final class Fleet {
  /** No line may name it where nothing is to be answered. */
  public static final String NAME = "Listener";

  private static final int CONNECTIONS = 8;

  private final HttpJson http;
  private final URI agents;
  private final List<String> ids = new ArrayList<>();
  private final boolean nameTrigger;
  private int created;

  /** Nobody yet; they will answer whatever they hear. */
  public Fleet(HttpJson http, ManagerProcess manager) {
    this(http, manager, false);
  }

  /**
   * Nobody yet.
   *
   * @param nameTrigger whether they will answer only when they are named
   */
  public Fleet(HttpJson http, ManagerProcess manager, boolean nameTrigger) {
    this.http = http;
    this.nameTrigger = nameTrigger;
    this.agents = manager.base().resolve("/agents");
  }

  /** Agents that were made and not removed, oldest first. */
  public List<String> ids() {
    return List.copyOf(ids);
  }

  /** Makes so many more; they start and join by themselves. */
  public void add(int count) throws InterruptedException {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      created++;
      numbers.add(created);
    }
    ids.addAll(all(numbers, number -> create(number)));
  }

  private String create(int number) throws IOException, InterruptedException {
    ObjectNode agent = agent(number).put("name_trigger", nameTrigger);
    return http.post(agents, agent).path("id").asText();
  }

  /** Removes the newest until so many are left. */
  public void keep(int count) throws InterruptedException {
    List<String> surplus = List.copyOf(ids.subList(count, ids.size()));
    List<String> ignored =
        all(surplus, id -> http.delete(URI.create(agents + "/" + id)).toString());
    ids.removeAll(surplus);
  }

  /** An agent in a meeting of its own. */
  public static ObjectNode agent(int number) {
    return HttpJson.JSON
        .createObjectNode()
        .put("name", NAME)
        .put("meeting_url", meetingUrl(number))
        .put("llm_model", "scripted");
  }

  /** The meeting of one agent. */
  public static String meetingUrl(int number) {
    return "https://meet.google.com/bench-" + number;
  }

  /** One request for an agent. */
  private interface Request<T> {
    String send(T of) throws IOException, InterruptedException;
  }

  private static <T> List<String> all(List<T> items, Request<T> request)
      throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<String>> answers =
          items.stream().map(item -> threads.submit(() -> request.send(item))).toList();
      List<String> texts = new ArrayList<>();
      for (Future<String> answer : answers) {
        texts.add(answer.get());
      }
      return texts;
    } catch (ExecutionException e) {
      throw new BenchmarkException("A request about an agent failed: " + e.getCause(), e);
    }
  }

  /** What the manager tells of one agent. */
  public JsonNode look(String id) throws IOException, InterruptedException {
    return http.get(URI.create(agents + "/" + id));
  }
}
