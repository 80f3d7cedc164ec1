package ai.joinly.manager.api.rest;

import static ai.joinly.manager.api.ServerUnderTest.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.domain.agent.AgentId;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code Idempotency-Key} and {@code deduplication_key} of {@code POST /agents}. */
class IdempotencyTest {
  private static final String BODY =
      "{\"name\":\"Joinly\",\"meeting_url\":\"https://meet.test/abc\",\"follow_up_seconds\":20}";

  private ServerUnderTest server;

  @BeforeEach
  void start() throws ServerStartException {
    server = new ServerUnderTest();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> create(String body, String... keys)
      throws IOException, InterruptedException {
    String[] headers = new String[2 + 2 * keys.length];
    headers[0] = "Content-Type";
    headers[1] = "application/json";
    for (int i = 0; i < keys.length; i++) {
      headers[2 + 2 * i] = "Idempotency-Key";
      headers[3 + 2 * i] = keys[i];
    }
    return server.post("/agents", body, headers);
  }

  @Test
  void aRepeatIsAnsweredWith200AndTheSameAgent() throws Exception {
    HttpResponse<String> first = create(BODY, "8e03978e-40d5-43dd-bc93-6894a57f9324");
    HttpResponse<String> second =
        create(
            """
            { "follow_up_seconds": 20.0, "meeting_url": "https:\\/\\/meet.test\\/abc", "name": "Joinly" }\
            """,
            "8e03978e-40d5-43dd-bc93-6894a57f9324");
    assertEquals(201, first.statusCode());
    assertEquals(200, second.statusCode());
    assertEquals(first.body(), second.body());
    assertEquals("/agents/agent_00000001", second.headers().firstValue("Location").orElseThrow());
    assertEquals(1, server.agents.created.size());
    assertEquals(201, create(BODY, "\"8e03978e\"").statusCode());
    assertEquals(201, create(BODY).statusCode());
    assertEquals(201, create(BODY).statusCode(), "without a key each request is another one");
  }

  @Test
  void aKeyMustBeOneShortText() throws Exception {
    for (String bad : List.of("", "two words", "x".repeat(256))) {
      HttpResponse<String> response = create(BODY, bad);
      assertEquals(400, response.statusCode(), bad);
      JsonNode field = json(response).path("fields").path(0);
      assertEquals("Idempotency-Key", field.path("field").textValue(), response.body());
      assertTrue(field.path("message").textValue().contains("1 to 255 visible ASCII"));
    }
    assertEquals(400, create(BODY, "one", "two").statusCode());
    assertEquals(0, server.agents.created.size());
    assertEquals(201, create(BODY, "x".repeat(255)).statusCode());
  }

  @Test
  void aBadBodyUsesNoKey() throws Exception {
    assertEquals(400, create("{\"name\":\"Joinly\"}", "key").statusCode());
    assertEquals(201, create(BODY, "key").statusCode());
  }

  @Test
  void refusalsNameTheAgent() throws Exception {
    for (Refusal refusal :
        List.of(
            new Refusal(Reason.DUPLICATE, "duplicate_agent"),
            new Refusal(Reason.KEY_REUSED, "idempotency_key_reused"),
            new Refusal(Reason.AGENT_DELETED, "agent_deleted"))) {
      server.agents.failure =
          Optional.of(new AgentRefusedException(refusal.reason(), "Not possible", AgentId.of(7)));
      HttpResponse<String> response = create(BODY, refusal.code());
      assertEquals(409, response.statusCode());
      assertEquals(
          "{\"error\":\"Not possible.\",\"code\":\""
              + refusal.code()
              + "\",\"agent_id\":\"agent_00000007\"}\n",
          response.body());
    }
  }

  private record Refusal(Reason reason, String code) {}

  @Test
  void browsersMaySendTheKey() throws Exception {
    HttpResponse<String> response =
        server.send(
            "OPTIONS",
            "/agents",
            "",
            "Origin",
            ServerUnderTest.ORIGIN,
            "Access-Control-Request-Method",
            "POST");
    String allowed = response.headers().firstValue("Access-Control-Allow-Headers").orElseThrow();
    assertTrue(allowed.contains("Idempotency-Key"), allowed);
  }
}
