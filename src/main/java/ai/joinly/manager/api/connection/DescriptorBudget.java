package ai.joinly.manager.api.connection;

import java.util.Optional;

/**
 * Division of the process's file descriptors.
 *
 * @param limit the limit of the process
 * @param own the number that the process itself has open: the Java runtime, jars, the log, the
 *     database
 * @param agents the number of agents that may be active at the same time
 * @param clients the number of connections that clients may have at the same time
 */
public record DescriptorBudget(long limit, long own, int agents, int clients) {
  /** The reserve, and descriptors that the process opens later. */
  private static final int RESERVE = 48;

  /** Connections of an agent to its joinly server, its language model and its tool servers. */
  private static final int PER_AGENT = 4;

  /** The number that clients always get, even if descriptors are short. */
  private static final int MIN_CLIENTS = 32;

  /** Returns the number of client connections that the limit allows. */
  public int affordableClients() {
    long rest = limit - forItself() - (long) agents * PER_AGENT;
    return Math.clamp(rest, Math.min(MIN_CLIENTS, clients), clients);
  }

  private long forItself() {
    return own + RESERVE;
  }

  /** Returns a warning if the limit is too low for the settings. */
  public Optional<String> warning() {
    long needed = forItself() + (long) agents * PER_AGENT + clients;
    if (needed <= limit) {
      return Optional.empty();
    }
    return Optional.of(
        ("The process may open %d file descriptors, but the settings require about %d: %d"
                + " for %d agents (MAX_AGENTS), %d for clients (SERVER_MAX_CONNECTIONS,"
                + " WEBSOCKET_MAX_CLIENTS) and %d for the process itself. Clients get %d. Raise"
                + " the limit (ulimit -n), or lower these settings.")
            .formatted(
                limit,
                needed,
                (long) agents * PER_AGENT,
                agents,
                clients,
                forItself(),
                affordableClients()));
  }

  /** Returns the client limits, lowered to {@link #affordableClients}. */
  public ConnectionLimits fit(ConnectionLimits wanted) {
    int all = wanted.connections();
    int affordable = affordableClients();
    if (affordable >= all) {
      return wanted;
    }
    int requests = Math.max(2, (int) ((long) wanted.requests() * affordable / all));
    return ConnectionLimits.of(requests, Math.max(0, affordable - requests), wanted.perAddress());
  }
}
