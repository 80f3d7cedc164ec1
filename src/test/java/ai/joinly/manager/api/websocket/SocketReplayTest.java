package ai.joinly.manager.api.websocket;

import static ai.joinly.manager.api.websocket.SocketTestServer.ADA;
import static ai.joinly.manager.api.websocket.SocketTestServer.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.store.MemoryStore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What was missed comes first, then what happens, without gap or repetition. */
class SocketReplayTest {
  private static final int EVENTS = 6_000;

  @Test
  void clientsThatComeAtAnyMomentGetEverythingOnce() throws Exception {
    try (SocketTestServer server = new SocketTestServer(SocketTestServer.limits())) {
      CountDownLatch half = new CountDownLatch(1);
      Thread publisher =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 1; i <= EVENTS; i++) {
                      server.log(ADA, "line " + i);
                      if (i == EVENTS / 2) {
                        half.countDown();
                      }
                    }
                  });
      List<SocketTestClient> clients = new ArrayList<>();
      clients.add(server.connect("/ws/agents/" + ADA + "?after=0"));
      half.await();
      for (int i = 0; i < 4; i++) {
        clients.add(server.connect("/ws/agents/" + ADA + "?after=" + i * 100));
      }
      publisher.join();
      clients.add(server.connect("/ws/agents/" + ADA + "?after=400"));
      long[] after = {0, 0, 100, 200, 300, 400};
      for (int i = 0; i < clients.size(); i++) {
        for (long seq = after[i] + 1; seq <= EVENTS; seq++) {
          assertEquals(seq, clients.get(i).next().get("seq").asLong(), "client " + i);
        }
      }
      server.log(ADA, "the last");
      for (SocketTestClient client : clients) {
        assertEquals("the last", client.nextLog());
      }
    }
  }

  @Test
  void messagesOfEveryLengthArriveThoughTheyAreSentTogether() throws Exception {
    try (SocketTestServer server = new SocketTestServer(SocketTestServer.limits())) {
      List<String> messages = new ArrayList<>();
      for (int length = 65_536 - 200; length <= 65_536; length += 1) {
        messages.add("ä" + length);
        messages.add("x".repeat(length));
      }
      messages.forEach(message -> server.log(ADA, message));
      SocketTestClient client = server.connect("/ws/agents/" + ADA + "?after=0");
      for (String message : messages) {
        assertEquals(message, client.nextLog());
      }
    }
  }

  @Test
  void aCursorGoesOnOverAllAgents() throws Exception {
    try (SocketTestServer server = new SocketTestServer(SocketTestServer.limits())) {
      SocketTestClient first = server.connect("/ws/session");
      server.log(ADA, "one");
      String cursor = first.next().get("cursor").asText();
      server.log(BOB, "two");
      server.log(ADA, "three");
      SocketTestClient second = server.connect("/ws/session?cursor=" + cursor);
      assertEquals("two", second.nextLog());
      JsonNode three = second.next();
      assertEquals("three", three.at("/data/message").asText());
      server.log(BOB, "four");
      assertEquals("four", second.nextLog());
      SocketTestClient third = server.connect("/ws/session?cursor=" + three.get("cursor").asText());
      assertEquals("four", third.nextLog());
    }
  }

  @Test
  void whatIsNotKeptAnyMoreIsSaid() throws Exception {
    try (SocketTestServer server = new SocketTestServer(SocketTestServer.limits())) {
      for (int i = 1; i <= 4; i++) {
        server.log(ADA, "line " + i);
      }
      if (server.store instanceof MemoryStore memory) {
        memory.forget(ADA, 2);
      }
      SocketTestClient client = server.connect("/ws/agents/" + ADA + "?after=0");
      JsonNode truncated = client.next();
      assertEquals("truncated", truncated.get("type").asText());
      assertEquals(1, truncated.at("/data/from").asLong());
      assertEquals(2, truncated.at("/data/to").asLong());
      assertEquals(3, client.next().get("seq").asLong());
    }
  }

  @Test
  void nobodyCanHaveWhatHasNotHappened() throws Exception {
    try (SocketTestServer server = new SocketTestServer(SocketTestServer.limits())) {
      server.log(ADA, "one");
      for (String path :
          List.of(
              "/ws/agents/" + ADA + "?after=2",
              "/ws/agents/" + ADA + "?after=-1",
              "/ws/agents/" + ADA + "?after=x",
              "/ws/session?cursor=x")) {
        SocketRawClient client = SocketRawClient.upgrade(server.port(), path);
        assertTrue(client.status().contains("400"), path + ": " + client.status());
        assertTrue(client.body().contains("\"fields\":[{\"field\":\""), path);
        client.close();
      }
    }
  }
}
