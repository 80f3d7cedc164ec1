package ai.joinly.manager.api.rest;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LongPollTest {
  private static final AgentConfig CONFIG = AgentConfig.of("Joinly", "https://meet.test/abc");

  @Test
  void whoGoesAwayLeavesItsPlaceToTheNext() throws Exception {
    try (ServerUnderTest server =
        new ServerUnderTest(new Settings.Connections(100, 0, 1, OptionalInt.empty()))) {
      AgentId id = server.agents.add(1, CONFIG, AgentStatus.RUNNING);
      String path = "/agents/" + id + "/events?wait_seconds=";
      try (Socket first = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        first
            .getOutputStream()
            .write(
                ("GET " + path + "60 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        eventually("it waits", () -> server.connections().requests() == 1);
        eventually("there is no place", () -> status(server, path + "1") == 503);
        HttpResponse<String> refused = server.get(path + "1");
        assertEquals("5", refused.headers().firstValue("Retry-After").orElse(""));
        assertTrue(refused.body().contains("too_many_long_polls"), refused.body());
        assertEquals(200, status(server, path + "0"), "who does not wait needs none");
      }
      eventually("its place is free", () -> server.connections().requests() == 0);
      assertEquals(200, status(server, path + "1"));
    }
  }

  private static int status(ServerUnderTest server, String path) {
    try {
      return server.get(path).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
