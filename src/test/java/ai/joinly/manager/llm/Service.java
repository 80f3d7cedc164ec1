package ai.joinly.manager.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.resilience.Pacing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A fake server of one provider, and a client that never really waits. */
public final class Service implements AutoCloseable {
  public final Wire wire;
  public final FakeServer server = new FakeServer();

  /** How long the client would have waited between attempts. */
  public final List<Duration> waits = new CopyOnWriteArrayList<>();

  public final Pacing noWaiting = new Pacing(System::nanoTime, waits::add, () -> 0);
  public final LlmClients clients;
  public final LlmClient client;

  public Service(Wire wire) {
    this.wire = wire;
    this.clients = new LlmClients(Fixtures.settings(wire.variables(server)), noWaiting);
    this.client = clients.clientFor(Fixtures.agent(wire));
  }

  /** A client for another model of the provider. */
  public LlmClient client(String model) {
    return clients.clientFor(Fixtures.agent(wire.provider, model, Map.of()));
  }

  /** The clients of a process that waits for {@code timeout} at most. */
  public LlmClients within(Duration timeout) {
    return new LlmClients(Fixtures.settings(wire.variables(server), Set.of(), timeout), noWaiting);
  }

  /** The first request of a JVM takes longer than a short deadline. */
  public void warmUp() throws Exception {
    client.complete(Fixtures.question());
    server.next();
  }

  /** Asks, and looks at what every failure has in common. */
  public LlmException failure(Category category) {
    LlmException e = Fixtures.failure(client);
    assertEquals(category, e.category(), e.getMessage());
    assertEquals(e.getMessage(), e.userMessage());
    assertFalse(e.getMessage().contains(Fixtures.KEY), e.getMessage());
    assertFalse(e.getMessage().contains("hello"), e.getMessage());
    if (category != Category.UNREACHABLE) {
      assertFalse(e.getMessage().contains(server.hostAndPort()), e.getMessage());
    }
    return e;
  }

  @Override
  public void close() {
    clients.close();
    server.close();
  }
}
