package ai.joinly.manager.api.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerUnderTest;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page cannot make its own host name the manager's. */
class OwnHostsTest {
  private static final OwnHosts HOSTS =
      new OwnHosts(
          List.of("manager.example", "*.apps.example"),
          Stream.of("dashboard.test:3000", "box.company.test"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8001",
        "LOCALHOST:8001",
        "127.0.0.1",
        "192.168.1.20:8001",
        "[::1]:8001",
        "[fe80::1:2]",
        "[::ffff:10.0.0.1]:80",
        "joinly-manager",
        "joinly-manager:8001",
        "a.localhost:1",
        "printer.local",
        "host.docker.internal:8001",
        "joinly-manager.joinly.svc",
        "joinly-manager.joinly.svc.cluster.local:8001",
        "joinly-manager.joinly.svc.cluster.local.:8001",
        "manager.example",
        "Manager.Example.:443",
        "a.apps.example",
        "dashboard.test",
        "dashboard.test:8001",
        "box.company.test",
      })
  void answersTo(String host) {
    assertTrue(allows(HOSTS, host), host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8001",
        "EVIL.EXAMPLE.",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8001",
        "evilmanager.example",
        "manager.example.evil.test",
        "apps.example",
        "evilapps.example",
        "svc.cluster.local.evil.test",
        "1.2.3",
        "1.2.3.4.5",
        "[::1].evil.example",
        "::1",
        ":8001",
      })
  void doesNotAnswerTo(String host) {
    assertFalse(allows(HOSTS, host), host);
    assertTrue(allows(new OwnHosts(List.of("*"), Stream.of()), host), host);
  }

  @Test
  void aHostIsNeeded() {
    assertFalse(HOSTS.allows(WritableHeaders.create()));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/agents,421",
    "POST,/agents,421",
    "GET,/nowhere,421",
    "GET,/health/live,421",
    "OPTIONS,/agents,421",
  })
  void otherHostsGetASentence(String method, String path, String status) throws Exception {
    ServerUnderTest server = new ServerUnderTest();
    try {
      for (String request :
          List.of(
              method + " " + path + " HTTP/1.1\r\nHost: evil.example:8001\r\n",
              method + " http://evil.example:8001" + path + " HTTP/1.1\r\nHost: localhost\r\n")) {
        String answer =
            server.raw(request + "Origin: http://evil.example:8001\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " Misdirected Request"), answer);
        assertTrue(answer.contains("SERVER_ALLOWED_HOSTS"), answer);
        assertFalse(answer.contains("evil"), answer);
      }
      String probe =
          server.raw(
              "GET /health/live HTTP/1.1\r\nHost: 10.1.2.3:8001\r\nConnection: close\r\n\r\n");
      assertTrue(probe.startsWith("HTTP/1.1 200 "), probe);
    } finally {
      server.close();
    }
  }

  private static boolean allows(OwnHosts hosts, String host) {
    WritableHeaders<?> headers = WritableHeaders.create();
    headers.set(HeaderValues.create(HeaderNames.HOST, host));
    return hosts.allows(headers);
  }

  @Test
  void theNamesOfTheMachineAndOfPagesAreItsOwn() {
    OwnHosts hosts =
        OwnHosts.of(List.of(), List.of("https://dashboard.example:3000"), "manager.example");
    assertTrue(allows(hosts, "dashboard.example:8001"));
    assertTrue(allows(hosts, "manager.example"));
    assertFalse(allows(hosts, "evil.example"));
  }
}
