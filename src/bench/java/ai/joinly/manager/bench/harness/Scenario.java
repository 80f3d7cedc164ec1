package ai.joinly.manager.bench.harness;

/** Something that is measured in processes of its own. */
public interface Scenario {
  /** As {@code -Dbench.only} names it. */
  String name();

  /** What it measures, in a sentence. */
  String about();

  /** How often it is worth repeating; long ones are not. */
  default int mostRuns() {
    return Integer.MAX_VALUE;
  }

  /** Measures once; leaves no process behind. */
  void run(Workbench workbench, Results results) throws Exception;
}
