package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.EventSocket;
import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.harness.Machine;
import ai.joinly.manager.bench.harness.ManagerPlan;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.Options;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import ai.joinly.manager.bench.soak.Sample;
import ai.joinly.manager.bench.soak.Verdict;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks agents questions for {@code -Dodd.minutes} while their models misbehave, and looks whether
 * each question is answered or has its warning. Status 1 if one has neither, or if something is
 * spoken that is not for people's ears.
 */
public final class OddModels {
  private static final Duration JOIN_LIMIT = Duration.ofMinutes(3);
  private static final Duration SAMPLE_PAUSE = Duration.ofSeconds(10);

  /** A shorter run warms up all the time. */
  private static final Duration SHORTEST_FLAT = Duration.ofMinutes(10);

  private final int agents = Integer.getInteger("odd.agents", 12);
  private final Duration time = Duration.ofMinutes(Integer.getInteger("odd.minutes", 60));
  private final long seed = Long.getLong("odd.seed", 19);
  private final Tally tally = new Tally();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<String, Participant> participants = new ConcurrentHashMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  private OddModels() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int status = 1;
    OddModels run = new OddModels();
    try (Workbench workbench = Workbench.open(Options.fromProperties(), "odd-models")) {
      run.run(workbench);
      run.troubles.forEach(trouble -> System.out.println("NOT WELL: " + trouble));
      System.out.println(
          run.troubles.isEmpty() ? "every question has its answer or its warning" : "not well");
      status = run.troubles.isEmpty() ? 0 : 1;
    } catch (BenchmarkException e) {
      System.out.println("BROKEN: " + e.getMessage());
    }
    System.exit(status);
  }

  private void run(Workbench workbench) throws IOException, InterruptedException {
    try (OddModelServer models = new OddModelServer(seed);
        OddToolServer tools = new OddToolServer();
        SimulatorProcess simulator = workbench.simulator();
        ManagerProcess manager = workbench.manager(plan(simulator, models, tools))) {
      EventSocket events = new EventSocket(this::deliver);
      WebSocket socket = workbench.http().open(manager.socket("/ws/session"), events);
      long end = System.nanoTime() + time.toNanos();
      for (int i = 0; i < agents; i++) {
        add(i, end, workbench.http(), manager, simulator, models, tools);
      }
      simulator.awaitMeetings(agents, JOIN_LIMIT);
      System.out.printf(
          "%d agents for %d min, seed %d, load %.1f%n%s%n",
          agents, time.toMinutes(), seed, Machine.load(), Sample.HEAD);
      converse(end, manager, simulator);
      socket.abort();
      judge(events, models, tools, manager);
    }
  }

  private ManagerPlan plan(SimulatorProcess simulator, OddModelServer models, OddToolServer tools) {
    return ManagerPlan.of(simulator.url(), models.url("/v1"), agents)
        .with("OLLAMA_URL", models.url("/ollama").toString())
        .with("ANTHROPIC_BASE_URL", models.url("").toString())
        .with("ANTHROPIC_API_KEY", "odd")
        .with("GOOGLE_GEMINI_BASE_URL", models.url("").toString())
        .with("GOOGLE_API_KEY", "odd")
        .with("TOOLS_ALLOWED_HOSTS", tools.url().getAuthority())
        .with("LOG_LEVEL", "error")
        .with("-Xmx512m")
        .uncached();
  }

  private void deliver(JsonNode event) {
    Participant participant = participants.get(event.path("agent_id").asText());
    if (participant != null) {
      participant.take(event);
    }
  }

  private void add(
      int number,
      long end,
      HttpJson http,
      ManagerProcess manager,
      SimulatorProcess simulator,
      OddModelServer models,
      OddToolServer tools)
      throws IOException, InterruptedException {
    Personality personality = Personality.of(number);
    String model = personality.model() + "-" + (number + 1);
    String meeting = "https://meet.google.com/odd-" + number;
    models.add(model, personality);
    ObjectNode agent =
        HttpJson.JSON
            .createObjectNode()
            .put("name", Question.AGENT)
            .put("meeting_url", meeting)
            .put("llm_provider", personality.provider())
            .put("llm_model", model)
            .put("prompt_style", personality.style());
    if (personality.tools()) {
      agent.putObject("mcp_servers").putObject("odd").put("url", tools.url().toString());
    }
    String id = http.post(manager.base().resolve("/agents"), agent).path("id").asText();
    participants.put(
        id,
        new Participant(
            simulator, models, tally, numbers, personality, model, meeting, end, seed + number));
  }

  private void converse(long end, ManagerProcess manager, SimulatorProcess simulator)
      throws InterruptedException {
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> talks = new ArrayList<>();
      participants.values().forEach(participant -> talks.add(threads.submit(participant)));
      while (System.nanoTime() < end) {
        manager.checkAlive();
        Sample sample =
            Sample.take((System.nanoTime() - begin) / 1_000_000_000L, manager, simulator);
        samples.add(sample);
        System.out.println(sample.row());
        Waiting.pause(SAMPLE_PAUSE);
      }
      for (Future<?> talk : talks) {
        talk.get();
      }
    } catch (ExecutionException e) {
      throw new BenchmarkException("A participant failed: " + e.getCause(), e);
    }
  }

  private void judge(
      EventSocket events, OddModelServer models, OddToolServer tools, ManagerProcess manager) {
    System.out.print(tally.report());
    System.out.printf(
        "requests to the models: %d; calls of further tools: %d, with wrong arguments %d%n",
        models.requests(), tools.calls(), tools.wrongArguments());
    if (tally.silent() > 0) {
      troubles.add(tally.silent() + " questions have neither an answer nor a warning");
    }
    if (tally.leaks() > 0) {
      troubles.add(tally.leaks() + " times something was said that is not for people's ears");
    }
    if (tools.wrongArguments() > 0) {
      troubles.add(tools.wrongArguments() + " calls had arguments that the tool does not have");
    }
    events.failure().ifPresent(troubles::add);
    List<String> growth = new Verdict(samples).troubles();
    if (time.compareTo(SHORTEST_FLAT) >= 0) {
      troubles.addAll(growth);
    }
    manager.output().forEach(line -> troubles.add("in the manager's log: " + line));
  }
}
