package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A manager that runs out of what the machine gives it can be reached again, or ends. */
@Tag("system")
@Timeout(120)
@Isolated
class OpenDoorTest {
  @TempDir Path directory;

  @Test
  void outOfFileDescriptorsItStaysWithinReach() throws Exception {
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ofMillis(20));
        ManagerProcess manager =
            new ManagerProcess(directory, settings(joinly, llm)).withDescriptors(180)) {
      manager.start();
      assertTrue(
          manager.log().contains("The process may open 180 file descriptors"), manager.log());
      for (int i = 0; i < 60; i++) {
        create(manager, i);
      }
      eventually(
          "it is short of descriptors",
          () -> manager.log().contains("No file descriptors are left"));
      assertEquals("down", detail(manager, "/health/ready"));
      for (int i = 0; i < 60; i++) {
        assertEquals(200, manager.send("DELETE", id(manager), Optional.empty()).statusCode());
      }
      eventually(
          "there are some again", () -> manager.log().contains("There are file descriptors again"));
      assertTrue(manager.isAlive());
      assertEquals(0, manager.get("/agents").size());
    }
  }

  @Test
  void outOfMemoryItEndsAndTheNextTakesItsAgentsUp() throws Exception {
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ofMillis(20));
        ManagerProcess manager =
            new ManagerProcess(directory, settings(joinly, llm)).withOptions("-Xmx28m")) {
      manager.start();
      create(manager, 0);
      eventually("it has joined", () -> joined(manager) == 1);
      List<Socket> clients = new ArrayList<>();
      try {
        while (manager.isAlive() && clients.size() < 6_000) {
          clients.add(halfARequest(manager.port()));
        }
      } catch (IOException e) {
        // It has ended.
      }
      assertEquals(3, manager.awaitEnd(), manager.log());
      for (Socket client : clients) {
        client.close();
      }
      assertTrue(manager.log().contains("Memory has run out"), manager.log());
      manager.start();
      eventually("it is taken up", () -> joined(manager) == 1);
    }
  }

  private static Map<String, String> settings(JoinlySimulator joinly, ScriptedLlm llm) {
    Map<String, String> settings = new HashMap<>();
    settings.put("SERVER_HOST", "127.0.0.1");
    settings.put("JOINLY_URL", joinly.mcpUrl().toString());
    settings.put("OPENAI_BASE_URL", llm.baseUrl().toString());
    settings.put("OPENAI_API_KEY", "test");
    settings.put("STORE_PATH", "manager.db");
    settings.put("MAX_AGENTS", "100");
    settings.put("SERVER_CONNECTIONS_PER_ADDRESS", "0");
    return settings;
  }

  private static void create(ManagerProcess manager, int number)
      throws IOException, InterruptedException {
    HttpResponse<String> made =
        manager.send(
            "POST",
            "/agents",
            Optional.of(
                "{\"name\":\"Joe\",\"meeting_url\":\"https://meet.google.com/abc-%04d-xyz\"}"
                    .formatted(number)));
    assertEquals(201, made.statusCode(), made.body());
  }

  private static String id(ManagerProcess manager) throws IOException, InterruptedException {
    return "/agents/" + manager.get("/agents").get(0).get("id").asText();
  }

  private static String detail(ManagerProcess manager, String path)
      throws IOException, InterruptedException {
    JsonNode health = manager.get(path);
    assertEquals("UP", health.path("status").asText());
    return health.at("/checks/0/data/connections/status").asText();
  }

  private static long joined(ManagerProcess manager) {
    try {
      return manager
          .get("/agents")
          .valueStream()
          .filter(agent -> agent.path("meeting_status").asText().equals("joined"))
          .count();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static Socket halfARequest(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
