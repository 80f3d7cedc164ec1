package ai.joinly.manager.api.connection;

import java.util.Optional;

/**
 * How the file descriptors of the process are divided.
 *
 * @param limit of the process
 * @param own that the process itself has open: the Java runtime, jars, the log, the database
 * @param agents that may be active at once
 * @param clients connections that clients may have at once
 */
public record DescriptorBudget(long limit, long own, int agents, int clients) {
  /** The reserve, and what the process opens later. */
  private static final int RESERVE = 48;

  /** Connections of an agent to its joinly server, its language model and its tool servers. */
  private static final int PER_AGENT = 4;

  /** However short descriptors are, clients get so many. */
  private static final int LEAST_CLIENTS = 32;

  /** Returns what there is for clients. */
  public int affordableClients() {
    long rest = limit - forItself() - (long) agents * PER_AGENT;
    return Math.clamp(rest, Math.min(LEAST_CLIENTS, clients), clients);
  }

  private long forItself() {
    return own + RESERVE;
  }

  /** Returns what to say when the limit is too low for what the settings allow. */
  public Optional<String> warning() {
    long needed = forItself() + (long) agents * PER_AGENT + clients;
    if (needed <= limit) {
      return Optional.empty();
    }
    return Optional.of(
        ("The process may have %d file descriptors, and the settings allow what needs about %d: %d"
                + " for %d agents (MAX_AGENTS), %d for clients (SERVER_MAX_CONNECTIONS,"
                + " WEBSOCKET_MAX_CLIENTS) and %d for itself. Clients get %d. Raise the limit"
                + " (ulimit -n), or lower these settings.")
            .formatted(
                limit,
                needed,
                (long) agents * PER_AGENT,
                agents,
                clients,
                forItself(),
                affordableClients()));
  }

  /** Returns the limits of clients, lowered to what is affordable. */
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
