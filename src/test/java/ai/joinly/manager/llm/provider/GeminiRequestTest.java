package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.FakeServer;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.Service;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular to Google's generateContent. */
class GeminiRequestTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final Service service = new Service(Wire.GOOGLE);

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aToolWithoutParametersHasNone() throws Exception {
    service.client.complete(Fixtures.question());

    assertEquals(
        JSON.readTree("{\"name\":\"end_turn\",\"description\":\"Does end_turn\"}"),
        service.server.next().body().at("/tools/0/functionDeclarations/0"));
  }

  @Test
  void bringsAToolSchemaIntoNormalForm() throws Exception {
    String schema =
        """
        {"type":"object",
         "properties":{"mode":{"type":"string","enum":["full","first"],"default":"full"},
                       "minutes":{"anyOf":[{"type":"integer"},{"type":"null"}]}},
         "required":["mode"]}
        """;

    service.client.complete(
        new LlmRequest(
            "",
            List.of(new ChatMessage.User("x")),
            List.of(new ToolDefinition("get_transcript", "Reads.", schema))));

    assertEquals(
        JSON.readTree(
            """
            {"type":"object",
             "properties":{"mode":{"type":"string","enum":["full","first"],"description":"default: full."},
                           "minutes":{"type":"integer"}},
             "required":["mode"]}
            """),
        service.server.next().body().at("/tools/0/functionDeclarations/0/parametersJsonSchema"));
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-2.5-flash, true, {\"thinkingBudget\":0}",
    "models/gemini-2.5-flash-lite, true, {\"thinkingBudget\":0}",
    "gemini-2.5-pro, true, {\"thinkingBudget\":128}",
    "gemini-3-pro-preview, false, {\"thinkingLevel\":\"low\"}",
    "gemini-2.0-flash, true, ",
    "gemini-flash-latest, true, "
  })
  void thinksLittle(String model, boolean temperature, String config) throws Exception {
    service.client(model).complete(Fixtures.question());

    FakeServer.Request request = service.server.next();
    assertEquals(
        "/v1beta/models/" + model.replace("models/", "") + ":generateContent", request.path());
    JsonNode generation = request.body().path("generationConfig");
    assertEquals(temperature, generation.has("temperature"));
    assertEquals(
        config == null ? JSON.missingNode() : JSON.readTree(config),
        generation.path("thinkingConfig"));
  }

  @Test
  void aModelThatCannotBeToldHowMuchToThinkIsNotToldAnyMore() throws Exception {
    service.server.then(
        400, "", Wire.GOOGLE.error("INVALID_ARGUMENT", "Thinking budget is not supported"));

    service.client.complete(Fixtures.question());

    assertTrue(service.server.next().body().path("generationConfig").has("thinkingConfig"));
    assertFalse(service.server.next().body().path("generationConfig").has("thinkingConfig"));
  }

  @Test
  void resultsOfParallelCallsStandInOneContentAndSignaturesGoBack() throws Exception {
    service.server.then(Wire.GOOGLE.twoCalls());
    ChatMessage.Assistant answer = service.client.complete(Fixtures.question()).message();
    assertEquals(Optional.of("c2ln"), answer.signature());
    service.server.next();
    String first = answer.toolCalls().getFirst().id();
    String second = answer.toolCalls().getLast().id();

    service.client.complete(
        new LlmRequest(
            "",
            List.of(
                new ChatMessage.User("Ada: hello"),
                answer,
                new ChatMessage.ToolResult(
                    first,
                    "speak_text",
                    "Said.",
                    Status.DONE,
                    List.of(new Image("iVBORw0KGgo=", "image/png"))),
                new ChatMessage.ToolResult(
                    second, "end_turn", "Turn ended.", Status.DONE, List.of())),
            List.of(Fixtures.tool("end_turn"))));

    JsonNode contents = service.server.next().body().path("contents");
    assertEquals(4, contents.size());
    assertEquals(
        JSON.readTree(
            """
            {"role":"model","parts":[
               {"functionCall":{"id":"%s","name":"speak_text","args":{"text":"Hi"}},
                "thoughtSignature":"c2ln"},
               {"functionCall":{"id":"%s","name":"end_turn","args":{}}}]}
            """
                .formatted(first, second)),
        contents.get(1));
    assertEquals(
        JSON.readTree(
            """
            {"role":"user","parts":[
               {"functionResponse":{"id":"%s","name":"speak_text",
                "response":{"response":"Said.\\n[The picture follows.]"}}},
               {"functionResponse":{"id":"%s","name":"end_turn",
                "response":{"response":"Turn ended."}}}]}
            """
                .formatted(first, second)),
        contents.get(2));
    assertEquals("user", contents.at("/3/role").asText());
    assertEquals("image/png", contents.at("/3/parts/1/inlineData/mimeType").asText());
  }

  @Test
  void onlyTheSignatureOfTheCallIsKept() throws Exception {
    service.server.then(
        """
        {"candidates":[{"content":{"role":"model","parts":[
           {"text":"Well.","thoughtSignature":"b3RoZXI="},
           {"functionCall":{"name":"end_turn","args":{}},"thoughtSignature":"c2ln"}]},
           "finishReason":"STOP"}]}
        """);

    ChatMessage.Assistant answer = service.client.complete(Fixtures.question()).message();

    assertEquals(Optional.of("c2ln"), answer.signature());
    assertEquals(Optional.of("Well."), answer.text());
  }
}
