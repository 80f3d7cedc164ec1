package ai.joinly.manager.bench.hostile;

import ai.joinly.manager.bench.hostile.Attack.Context;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A process of its own that attacks a manager until its standard input ends or says so; then it
 * prints how each attack was answered.
 */
public final class HostileClients {
  /** What the lines of the report begin with. */
  static final String REPORT = "answers to ";

  /** The last of them. */
  static final String END = "no more";

  private final int port;
  private final String victim;

  /** By attack and status; 0 is no answer, -1 a connection that failed. */
  private final Map<String, Map<Integer, LongAdder>> answers = new ConcurrentHashMap<>();

  private volatile boolean running = true;

  private HostileClients(int port, String victim) {
    this.port = port;
    this.victim = victim;
  }

  /**
   * Attacks.
   *
   * @param arguments the port of the manager and the id of an agent that must not notice
   */
  public static void main(String[] arguments) throws IOException {
    HostileClients clients = new HostileClients(Integer.parseInt(arguments[0]), arguments[1]);
    clients.start();
    System.out.println("attacking");
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String ignored = input.readLine();
    clients.running = false;
    clients.answers.forEach(
        (attack, statuses) ->
            System.out.println(REPORT + "%s: %s".formatted(attack, new TreeMap<>(statuses))));
    System.out.println(REPORT + END);
    System.exit(0);
  }

  private void start() {
    int source = 0;
    for (Attack attack : Attacks.all()) {
      for (int i = 0; i < attack.clients(); i++) {
        source++;
        Context context = new Context(port, victim, source, new Random(source));
        Thread.ofVirtual().name(attack.name()).start(() -> repeat(attack, context));
      }
    }
  }

  private void repeat(Attack attack, Context context) {
    try {
      while (running) {
        count(attack, attempt(attack, context));
        TimeUnit.MILLISECONDS.sleep(
            attack.pauseMillis() / 2 + context.random().nextLong(attack.pauseMillis() + 1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int attempt(Attack attack, Context context) throws InterruptedException {
    try {
      return attack.step().run(context);
    } catch (IOException e) {
      return -1;
    }
  }

  private void count(Attack attack, int status) {
    answers
        .computeIfAbsent(attack.name(), name -> new ConcurrentHashMap<>())
        .computeIfAbsent(status, number -> new LongAdder())
        .increment();
  }
}
