package ai.joinly.manager.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.ToolOutcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the client against recorded exchanges with a real joinly server. */
class RecordingsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "initialize-2025-03-26",
        "initialize-2025-06-18",
        "resources",
        "tools",
        "tool-errors",
        "delete",
        "delete-idle",
        "delete-in-lobby",
        "long-join",
        "cancel-join",
        "cancel-speech",
        "cancel-unknown-request",
        "drop-speech-connection",
        "leave-while-speaking-then-delete",
        "server-restart",
        "speech-interrupted",
        "startup-fails-late",
        "slow-start-deleted",
        "subscribe-and-notifications"
      })
  void asksAsTheRecordedClientAndUnderstandsTheAnswers(String name) throws Exception {
    Recording recording = Recording.of(name);
    try (Replay replay = new Replay(recording)) {
      replay.run();
      assertTrue(replay.outcomes.size() > 3);
      for (Replay.Outcome outcome : replay.outcomes.values()) {
        check(recording, outcome);
      }
    }
  }

  @Test
  void hearsWhatWasNotified() throws Exception {
    try (Replay replay = new Replay(Recording.of("subscribe-and-notifications"))) {
      replay.run();
      assertEquals(9, replay.notified.size());
      assertEquals("transcript://live/segments", replay.notified.get(0));
      assertEquals("transcript://live/segments", replay.notified.get(1));
      assertEquals("transcript://live", replay.notified.get(2));
    }
  }

  private static void check(Recording recording, Replay.Outcome outcome) throws Exception {
    int x = outcome.line().x();
    int status = recording.status(x);
    Throwable failure = null;
    Object value = "";
    try {
      value = outcome.value().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      failure = e.getCause();
    }
    if (outcome.line().http().path("method").asText().equals("DELETE")) {
      assertEquals(null, failure, "what does not exist has ended");
    } else if (status == 0) {
      assertTrue(failure != null, "no answer");
    } else if (status == 400 || status == 404) {
      assertInstanceOf(McpException.SessionLost.class, failure, outcome.line().toString());
    } else if (failure instanceof InterruptedException) {
      assertTrue(recording.lines().stream().anyMatch(l -> l.x() == x && l.http().has("aborted")));
    } else if (outcome.line().rpcMethod().contains("/") || status == 200) {
      checkAnswer(recording, outcome, value, failure);
    }
  }

  private static void checkAnswer(
      Recording recording, Replay.Outcome outcome, Object value, Throwable failure)
      throws Exception {
    int x = outcome.line().x();
    if (outcome.line().http().path("method").asText().equals("GET") || recording.status(x) == 202) {
      assertEquals(null, failure);
      return;
    }
    String answer = recording.answer(x);
    if (answer.isEmpty()) {
      assertInstanceOf(McpException.BrokenOff.class, failure, outcome.line().toString());
      return;
    }
    if (answer.contains("characters cut")) { // a picture that was not recorded whole
      assertInstanceOf(McpException.BrokenOff.class, failure);
      return;
    }
    JsonNode message = JSON.readTree(answer);
    if (message.has("error")) {
      McpException.RpcError error = assertInstanceOf(McpException.RpcError.class, failure);
      assertEquals(message.path("error").path("code").asInt(), error.code());
      assertEquals(message.path("error").path("message").asText(), error.reason());
      return;
    }
    assertEquals(null, failure, outcome.line().toString());
    JsonNode result = message.path("result");
    switch (value) {
      case ToolOutcome tool -> checkTool(result, tool);
      case McpSession session -> {
        ServerDescription server = session.server().orElseThrow();
        assertEquals(result.path("protocolVersion").asText(), server.protocolVersion());
        assertEquals(result.path("serverInfo").path("version").asText(), server.version());
        assertTrue(server.experimental().contains("joinly_ui_update"));
      }
      case String text ->
          assertEquals(result.path("contents").path(0).path("text").asText(""), text);
      default -> assertTrue(result.isObject());
    }
  }

  private static void checkTool(JsonNode result, ToolOutcome tool) {
    assertEquals(result.path("isError").asBoolean(), tool.isError());
    JsonNode first = result.path("content").path(0);
    switch (first.path("type").asText()) {
      case "text" -> assertEquals(first.path("text").asText(), tool.text());
      case "image" -> // which was cut in the recording
          assertEquals("[image, image/png: its data cannot be read]", tool.text());
      default -> assertEquals("", tool.text());
    }
  }
}
