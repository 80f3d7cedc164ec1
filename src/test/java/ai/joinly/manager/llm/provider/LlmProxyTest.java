package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.http.FakeProxy;
import ai.joinly.manager.llm.FakeServer;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmClients;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.Wire;
import ai.joinly.manager.llm.resilience.Pacing;
import ai.joinly.manager.net.ProxyRules;
import ai.joinly.manager.net.ProxyServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Language models beyond a proxy. */
class LlmProxyTest {
  private final FakeServer server = new FakeServer();
  private final FakeProxy proxy = new FakeProxy();
  private final Pacing noWaiting = new Pacing(System::nanoTime, wait -> {}, () -> 0);

  LlmProxyTest() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    server.close();
    proxy.close();
  }

  private ProxyServer at(int port) {
    return new ProxyServer("127.0.0.1", port, Optional.of("joe:s3cret"));
  }

  private LlmClients clients(Wire wire, String scheme, int port, String... direct) {
    Map<String, String> variables =
        wire.variables(server).entrySet().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    Map.Entry::getKey,
                    entry ->
                        entry
                            .getValue()
                            .replace("http://127.0.0.1", scheme + "://model.corp.example")));
    return new LlmClients(
        Fixtures.settings(variables),
        new ProxyRules(Optional.of(at(port)), Optional.of(at(port)), List.of(direct)),
        noWaiting);
  }

  private LlmException failure(String scheme, int port) {
    try (LlmClients clients = clients(Wire.OPENAI, scheme, port)) {
      LlmException e = Fixtures.failure(clients.clientFor(Fixtures.agent(Wire.OPENAI)));
      assertEquals(Category.UNREACHABLE, e.category(), e.getMessage());
      assertTrue(e.getMessage().contains("the proxy at 127.0.0.1:" + port), e.getMessage());
      assertFalse(e.getMessage().contains("s3cret"), e.getMessage());
      return e;
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void anHttpServerIsAskedThroughTheProxyInAbsoluteForm(Wire wire) throws Exception {
    proxy.credentials = "am9lOnMzY3JldA==";
    try (LlmClients clients = clients(wire, "http", proxy.port())) {
      clients.clientFor(Fixtures.agent(wire)).complete(Fixtures.question());
    }
    assertTrue(proxy.heads.getFirst().startsWith("POST http://model.corp.example:"));
    assertTrue(server.next().headers().get("host").startsWith("model.corp.example"));
  }

  @Test
  void theProxyIsAskedToConnectToAnHttpsServer() {
    proxy.status = 403;
    assertTrue(failure("https", proxy.port()).getMessage().contains("NO_PROXY"));
    assertTrue(proxy.heads.getFirst().startsWith("CONNECT model.corp.example:"));
    assertTrue(proxy.heads.getFirst().contains("\r\nProxy-Authorization: Basic am9lOnMzY3JldA=="));
    assertEquals(1, proxy.heads.size(), "it would be refused again");
  }

  @Test
  void aPasswordThatTheProxyRefusesIsSaid() {
    proxy.status = 407;
    assertTrue(failure("https", proxy.port()).getMessage().contains("HTTPS_PROXY"));
    assertTrue(failure("http", proxy.port()).getMessage().contains("HTTP_PROXY"));
    assertEquals(0, server.connections());
  }

  @Test
  void aProxyThatIsDownIsSaid() throws Exception {
    int port = proxy.port();
    proxy.close();
    assertTrue(failure("https", port).getMessage().contains("cannot be reached"));
    assertTrue(failure("http", port).getMessage().contains("cannot be reached"));
  }

  @Test
  void thisMachineIsAskedDirectly() throws Exception {
    try (LlmClients clients =
        new LlmClients(
            Fixtures.settings(Wire.OPENAI.variables(server)),
            new ProxyRules(Optional.of(at(1)), Optional.of(at(1)), List.of()),
            noWaiting)) {
      clients.clientFor(Fixtures.agent(Wire.OPENAI)).complete(Fixtures.question());
    }
    assertEquals(List.of(), proxy.heads);
  }
}
