package ai.joinly.manager.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over which connections requests go to a server that answers them in every way. */
class LlmConnectionsTest {
  private final FakeServer server = new FakeServer();
  private final LlmHttpClient http = new LlmHttpClient(Fixtures.LONG, 1_000_000);

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  private String ask() {
    return http.execute(
            HttpRequest.builder()
                .method(HttpMethod.POST)
                .url(server.url() + "/v1")
                .body("{}")
                .build())
        .body();
  }

  private int refusal() {
    return assertThrows(RefusedResponseException.class, this::ask).statusCode();
  }

  @Test
  void anErrorLeavesItsConnectionForTheNextRequest() {
    server.then(429, "", "{\"error\":{\"message\":\"too many\"}}");
    server.then("first");
    server.then("second");
    assertEquals(429, refusal());
    assertEquals("first", ask());
    assertEquals("second", ask());
    assertEquals(1, server.connections());
  }

  @Test
  void anInterimAnswerEndsItsConnectionSinceTheFinalOneIsYetToCome() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    server.then(
        socket -> {
          FakeServer.write(socket, "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n");
          refused.await();
          FakeServer.write(socket, FakeServer.response(200, "", "final"));
        });
    server.then("right");
    assertEquals(103, refusal());
    refused.countDown();
    assertEquals("right", ask());
    assertEquals(2, server.connections());
  }
}
