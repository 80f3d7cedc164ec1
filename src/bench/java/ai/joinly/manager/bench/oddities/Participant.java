package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Somebody who asks an agent one question after the other and waits for what comes of each. {@link
 * #take} may be called by any thread, all else belongs to that of {@link #run}.
 */
final class Participant implements Runnable {
  private static final int MAX_EVENTS = 10_000;
  private static final long SHORTEST_PAUSE_MILLIS = 15_000;
  private static final int MORE_MILLIS = 10_000;
  private static final String SPEAKER = "Anna Berg";
  private static final String LISTENER = "Ben Okafor";

  /** One question in so many is followed by another before its answer. */
  private static final int CORRECTED = 12;

  /** One question in so many is followed by a listener's word. */
  private static final int REMARKED = 8;

  /** One question in so many is not the agent's, if it is one among several. */
  private static final int NOT_ADDRESSED = 8;

  private static final int WITH_TOOL = 3;

  /** What has no business in a voice. */
  private static final Pattern LEAK =
      Pattern.compile(
          "<think|</|<tool|<function|<\\||TOOL_CALLS|speak_text|end_turn|[{}]|```|\\*\\*|ponder"
              + "|\"(name|arguments|parameters|text)\"",
          Pattern.CASE_INSENSITIVE);

  private final SimulatorProcess simulator;
  private final OddModelServer server;
  private final Tally tally;
  private final AtomicInteger numbers;
  private final Personality personality;
  private final String model;
  private final String meetingUrl;
  private final long end;
  private final Random random;
  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>(MAX_EVENTS);
  private final Deque<Kind> deck = new ArrayDeque<>();

  /**
   * @param model as the agent's configuration names it
   * @param numbers of all questions
   * @param end by {@link System#nanoTime}
   */
  Participant(
      SimulatorProcess simulator,
      OddModelServer server,
      Tally tally,
      AtomicInteger numbers,
      Personality personality,
      String model,
      String meetingUrl,
      long end,
      long seed) {
    this.simulator = simulator;
    this.server = server;
    this.tally = tally;
    this.numbers = numbers;
    this.personality = personality;
    this.model = model;
    this.meetingUrl = meetingUrl;
    this.end = end;
    this.random = new Random(seed);
  }

  /** An event of the agent. */
  void take(JsonNode event) {
    if (!events.offer(event)) {
      throw new BenchmarkException("Nobody takes the events of " + model);
    }
  }

  @Override
  public void run() {
    try {
      pause(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(MORE_MILLIS)));
      while (System.nanoTime() < end) {
        long next =
            System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(
                    SHORTEST_PAUSE_MILLIS + random.nextInt(MORE_MILLIS));
        converse();
        pause(next);
      }
    } catch (IOException e) {
      throw new BenchmarkException("The simulator failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One question and what comes of it, or two in short order. */
  private void converse() throws IOException, InterruptedException {
    Watch watch = ask();
    if (random.nextInt(CORRECTED) == 0) {
      Optional<Outcome> early = follow(watch, shortly());
      Watch corrected = ask();
      settle(corrected);
      settled(watch, early.orElse(Outcome.SUPERSEDED));
      return;
    }
    if (random.nextInt(REMARKED) == 0) {
      Optional<Outcome> early = follow(watch, shortly());
      say(LISTENER, "Mhm.");
      if (early.isPresent()) {
        settled(watch, early.get());
        return;
      }
    }
    settle(watch);
  }

  private long shortly() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(500));
  }

  private Watch ask() throws IOException, InterruptedException {
    boolean addressed = personality.isDyadic() || random.nextInt(NOT_ADDRESSED) > 0;
    Question question =
        new Question(
            numbers.incrementAndGet(),
            addressed,
            personality.tools() && random.nextInt(WITH_TOOL) == 0,
            nextKind());
    server.expect(question);
    say(SPEAKER, question.text());
    return new Watch(question);
  }

  /** From a shuffled deck, so that all have their turn. */
  private Optional<Kind> nextKind() {
    if (deck.isEmpty()) {
      List<Kind> kinds = new ArrayList<>(personality.chance());
      Collections.shuffle(kinds, random);
      deck.addAll(kinds);
    }
    return Optional.ofNullable(deck.poll());
  }

  private void say(String speaker, String text) throws IOException, InterruptedException {
    for (JsonNode session : simulator.sessions()) {
      if (session.path("open").asBoolean()
          && session.path("in_meeting").asBoolean()
          && session.path("meeting_url").asText().equals(meetingUrl)) {
        simulator.act(
            "say",
            HttpJson.JSON
                .createObjectNode()
                .put("session", session.path("id").asText())
                .put("speaker", speaker)
                .put("text", text));
        return;
      }
    }
    throw new BenchmarkException("The agent of " + model + " is not in its meeting");
  }

  private void settle(Watch watch) throws InterruptedException {
    settled(watch, follow(watch, Long.MAX_VALUE).orElse(Outcome.SILENT));
  }

  private void settled(Watch watch, Outcome outcome) {
    tally.settled(model, watch.question(), outcome, watch.story());
  }

  /** Follows a question until it is settled, over, or {@code until} has come. */
  private Optional<Outcome> follow(Watch watch, long until) throws InterruptedException {
    while (!watch.isOver() && System.nanoTime() < until) {
      Optional<Outcome> outcome = next(50).flatMap(watch::take);
      if (outcome.isPresent()) {
        return outcome;
      }
    }
    return Optional.empty();
  }

  private void pause(long until) throws InterruptedException {
    while (System.nanoTime() < until) {
      Optional<JsonNode> ignored = next(50);
    }
  }

  private Optional<JsonNode> next(long millis) throws InterruptedException {
    Optional<JsonNode> event = Optional.ofNullable(events.poll(millis, TimeUnit.MILLISECONDS));
    event
        .filter(Watch::isOwnWords)
        .map(words -> words.path("data").path("text").asText())
        .filter(text -> LEAK.matcher(text).find())
        .ifPresent(text -> tally.leaked(model, text));
    return event;
  }
}
