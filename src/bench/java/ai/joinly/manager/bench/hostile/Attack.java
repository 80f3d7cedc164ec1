package ai.joinly.manager.bench.hostile;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Something that a hostile client does again and again.
 *
 * @param name of it in the report
 * @param clients that do it at the same time
 * @param pauseMillis of each client after each time
 */
record Attack(String name, int clients, long pauseMillis, Step step) {
  /** One time. */
  interface Step {
    /**
     * Attacks once.
     *
     * @return the status of the answer; 0 if there was none
     */
    int run(Context context) throws IOException, InterruptedException;
  }

  /**
   * What a step works with.
   *
   * @param victim the id of an agent that must not notice
   */
  record Context(int port, String victim, int source, Random random) {
    RawClient connect() throws IOException {
      return new RawClient(port, source, 0);
    }

    RawClient connectSlow() throws IOException {
      return new RawClient(port, source, 4096);
    }

    /** Holds a connection open, as an attacker does. */
    static int hold(RawClient client, long seconds) throws InterruptedException {
      TimeUnit.SECONDS.sleep(seconds);
      return client.status();
    }
  }
}
