package ai.joinly.manager.bench.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs scenarios one after the other, so often as is asked for. */
public final class Runner {
  private final Options options;

  /** One for these options. */
  public Runner(Options options) {
    this.options = options;
  }

  /**
   * Runs those that are asked for. One that breaks is named as such; the others still run.
   *
   * @throws BenchmarkException when a scenario is asked for that is none
   */
  public List<Results> run(List<Scenario> scenarios) throws InterruptedException {
    List<String> known = scenarios.stream().map(Scenario::name).toList();
    if (!known.containsAll(options.only())) {
      throw new BenchmarkException("-Dbench.only takes names out of " + known);
    }
    List<Results> all = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      if (options.includes(scenario)) {
        all.add(run(scenario));
      }
    }
    return all;
  }

  private Results run(Scenario scenario) throws InterruptedException {
    Results results = new Results(scenario.name(), scenario.about());
    int runs = Math.min(options.runs(), scenario.mostRuns());
    long begin = System.nanoTime();
    Optional<StolenTime> before = StolenTime.now();
    Steadiness steadiness = Steadiness.look();
    int done = 0;
    Optional<String> failure = Optional.empty();
    while (done < runs && failure.isEmpty()) {
      System.err.printf("%s, run %d of %d …%n", scenario.name(), done + 1, runs);
      failure = runOnce(scenario, results);
      done += failure.isEmpty() ? 1 : 0;
      steadiness = steadiness.and(Steadiness.look());
    }
    results.note(steadiness.sentence());
    before.flatMap(b -> StolenTime.now().map(now -> now.since(b))).ifPresent(results::note);
    results.ended(done, Duration.ofNanos(System.nanoTime() - begin), failure);
    return results;
  }

  private Optional<String> runOnce(Scenario scenario, Results results) throws InterruptedException {
    try (Workbench workbench = Workbench.open(options, scenario.name())) {
      scenario.run(workbench, results);
      return Optional.empty();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) { // whatever it is: the other scenarios are still worth running
      e.printStackTrace();
      return Optional.of(e.toString());
    }
  }
}
