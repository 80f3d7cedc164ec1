package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.llm.FakeServer;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.Wire;
import ai.joinly.manager.llm.reading.AnswerForm;
import ai.joinly.manager.llm.resilience.RefusedResponseException;
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
    HttpRequest request =
        HttpRequest.builder().method(HttpMethod.POST).url(server.url() + "/v1").body("{}").build();
    return http.reading(AnswerForm.CHAT_COMPLETION).execute(request).body();
  }

  private int refusal() {
    return assertThrows(RefusedResponseException.class, this::ask).statusCode();
  }

  @Test
  void anErrorLeavesItsConnectionForTheNextRequest() {
    server.then(429, "", "{\"error\":{\"message\":\"too many\"}}");
    server.then(Wire.OPENAI.answer("first"));
    server.then(Wire.OPENAI.answer("second"));
    assertEquals(429, refusal());
    assertTrue(ask().contains("\"first\""));
    assertTrue(ask().contains("\"second\""));
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
    server.then(Wire.OPENAI.answer("right"));
    assertEquals(103, refusal());
    refused.countDown();
    assertTrue(ask().contains("\"right\""));
    assertEquals(2, server.connections());
  }
}
