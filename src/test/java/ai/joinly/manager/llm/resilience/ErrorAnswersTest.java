package ai.joinly.manager.llm.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.Service;
import ai.joinly.manager.llm.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors as the providers really word them. */
class ErrorAnswersTest {
  private static String gemini(int code, String status, String details) {
    return """
    {"error":{"code":%d,"message":"You exceeded your current quota, please check your plan and\
     billing details.","status":"%s","details":[%s]}}
    """
        .formatted(code, status, details);
  }

  private static String quotaFailure(String quota) {
    return """
    {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[
      {"quotaMetric":"generativelanguage.googleapis.com/generate_content_free_tier_requests",
       "quotaId":"%s","quotaValue":"20"}]},
    {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7.5s"}
    """
        .formatted(quota);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            Wire.OPENAI,
            429,
            "{\"error\":{\"message\":\"You exceeded your current quota\",\"type\":"
                + "\"insufficient_quota\",\"param\":null,\"code\":\"insufficient_quota\"}}",
            Category.QUOTA_EXHAUSTED,
            "billing"),
        Arguments.of(
            Wire.OPENAI,
            404,
            Wire.OPENAI.error("model_not_found", "The model `x` does not exist"),
            Category.REQUEST_REFUSED,
            "(404, model_not_found)"),
        Arguments.of(
            Wire.OPENAI,
            400,
            Wire.OPENAI.error("content_policy_violation", "x"),
            Category.DECLINED,
            "declined"),
        Arguments.of(
            Wire.OPENAI,
            400,
            Wire.OPENAI.error("context_length_exceeded", "x"),
            Category.TOO_LONG,
            "larger context window"),
        Arguments.of(
            Wire.OPENAI,
            400,
            "{\"object\":\"error\",\"message\":\"This model's maximum context length is 4096"
                + " tokens.\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}",
            Category.TOO_LONG,
            "larger context window"),
        Arguments.of(
            Wire.ANTHROPIC,
            400,
            Wire.ANTHROPIC.error(
                "invalid_request_error", "prompt is too long: 200104 tokens > 200000 maximum"),
            Category.TOO_LONG,
            "larger context window"),
        Arguments.of(
            Wire.ANTHROPIC,
            413,
            Wire.ANTHROPIC.error("request_too_large", "x"),
            Category.TOO_LONG,
            "larger context window"),
        Arguments.of(
            Wire.GOOGLE,
            400,
            Wire.GOOGLE.error(
                "INVALID_ARGUMENT",
                "The input token count (9000) exceeds the maximum number of tokens allowed"
                    + " (8192)."),
            Category.TOO_LONG,
            "larger context window"),
        Arguments.of(
            Wire.ANTHROPIC,
            400,
            Wire.ANTHROPIC.error(
                "invalid_request_error",
                "Your credit balance is too low to access the Anthropic API."),
            Category.QUOTA_EXHAUSTED,
            "(400, invalid_request_error)"),
        Arguments.of(
            Wire.ANTHROPIC,
            403,
            Wire.ANTHROPIC.error("permission_error", "x"),
            Category.KEY_REFUSED,
            "ANTHROPIC_API_KEY"),
        Arguments.of(
            Wire.ANTHROPIC,
            404,
            Wire.ANTHROPIC.error("not_found_error", "model: claude-x"),
            Category.REQUEST_REFUSED,
            "(404, not_found_error)"),
        Arguments.of(
            Wire.ANTHROPIC,
            402,
            Wire.ANTHROPIC.error("billing_error", "x"),
            Category.QUOTA_EXHAUSTED,
            "billing"),
        Arguments.of(
            Wire.GOOGLE,
            429,
            gemini(
                429,
                "RESOURCE_EXHAUSTED",
                quotaFailure("GenerateRequestsPerDayPerProjectPerModel-FreeTier")),
            Category.QUOTA_EXHAUSTED,
            "(429, RESOURCE_EXHAUSTED)"),
        Arguments.of(
            Wire.GOOGLE,
            403,
            gemini(403, "PERMISSION_DENIED", ""),
            Category.KEY_REFUSED,
            "GOOGLE_API_KEY"),
        Arguments.of(
            Wire.GOOGLE,
            404,
            "[{\"error\":{\"code\":404,\"message\":\"x\",\"status\":\"NOT_FOUND\"}}]",
            Category.REQUEST_REFUSED,
            "(404, NOT_FOUND)"),
        Arguments.of(
            Wire.AZURE,
            404,
            "{\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"The API deployment for this"
                + " resource does not exist.\"}}",
            Category.REQUEST_REFUSED,
            "(404, DeploymentNotFound); check llm_model and AZURE_OPENAI_ENDPOINT"),
        Arguments.of(
            Wire.AZURE,
            400,
            "{\"error\":{\"message\":\"The response was filtered\",\"type\":null,\"param\":"
                + "\"prompt\",\"code\":\"content_filter\",\"status\":400}}",
            Category.DECLINED,
            "declined"),
        Arguments.of(
            Wire.AZURE,
            403,
            "{\"error\":{\"code\":\"403\",\"message\":\"Out of call volume quota.\"}}",
            Category.QUOTA_EXHAUSTED,
            "AZURE_OPENAI_ENDPOINT names"),
        Arguments.of(
            Wire.OLLAMA,
            404,
            "{\"error\":{\"message\":\"model \\\"x\\\" not found, try pulling it first\",\"type\":"
                + "\"not_found_error\",\"param\":null,\"code\":null}}",
            Category.REQUEST_REFUSED,
            "check llm_model and OLLAMA_URL"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusalsForGood(Wire wire, int status, String body, Category category, String told) {
    try (Service service = new Service(wire)) {
      service.server.then(status, "", body);

      LlmException e = service.failure(category);

      assertTrue(e.getMessage().contains(told), e.getMessage());
      assertEquals(1, service.server.waiting());
    }
  }

  static Stream<Arguments> quotedRequests() {
    String request =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"I think we need a temperature; see images,"
            + " the tool_choice and the maximum context length\"}]}";
    return Stream.of(
        Arguments.of("{\"error\":{\"message\":\"Bad request\"},\"request\":" + request + "}"),
        Arguments.of("{\"error\":{\"message\":\"Bad request\",\"body\":" + request + "}}"),
        Arguments.of(
            "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"model\"],\"msg\":\"Field"
                + " required\",\"input\":"
                + request
                + "}]}"));
  }

  @ParameterizedTest
  @MethodSource("quotedRequests")
  void whatAServerRepeatsOfTheRequestIsNotItsError(String body) throws Exception {
    try (Service service = new Service(Wire.OPENAI)) {
      service.server.then(400, "", body);

      service.failure(Category.REQUEST_REFUSED);
      service.server.next();
      service.client.complete(Fixtures.question());

      JsonNode later = service.server.next().body();
      assertEquals("required", later.path("tool_choice").asText());
      assertTrue(later.has("temperature"), later.toString());
    }
  }

  @Test
  void whatARefusalNamesIsFoundWhereverTheServerSaysIt() {
    for (String body :
        List.of(
            "{\"error\":{\"message\":\"x\",\"param\":\"temperature\"}}",
            "{\"error\":\"temperature is not supported\"}",
            "{\"message\":\"temperature is not supported\"}",
            "{\"detail\":[{\"loc\":[\"body\",\"temperature\"],\"msg\":\"Extra inputs\"}]}",
            "{\"error\":{\"message\":\"Provider returned error\",\"metadata\":{\"raw\":"
                + "\"{\\\"error\\\":{\\\"message\\\":\\\"temperature\\\"}}\"}}}",
            "Unknown field: temperature")) {
      assertEquals(
          Set.of(OptionalParameter.TEMPERATURE),
          ErrorAnswers.read(400, WritableHeaders.create(), body)
              .details()
              .orElseThrow()
              .parameters(),
          body);
    }
  }

  @Test
  void aDateToComeBackIsComparedWithTheServersOwn() {
    WritableHeaders<?> headers = WritableHeaders.create();
    headers.set(HeaderNames.DATE, "Sun, 01 Mar 2020 09:00:00 GMT");
    headers.set(HeaderNames.RETRY_AFTER, "Sun, 01 Mar 2020 09:00:07 GMT");
    assertEquals(
        Optional.of(Duration.ofSeconds(7)), ErrorAnswers.read(503, headers, "").retryAfter());
  }

  @Test
  void aByteOrderMarkHidesNoReason() {
    String body = Wire.OPENAI.error("context_length_exceeded", "x");
    assertEquals(
        ErrorAnswers.read(400, WritableHeaders.create(), body).refusal(),
        ErrorAnswers.read(400, WritableHeaders.create(), "\uFEFF" + body).refusal());
  }

  @Test
  void geminisLimitPerMinutePassesAndTellsWhen() throws Exception {
    try (Service service = new Service(Wire.GOOGLE)) {
      service.server.then(
          429,
          "",
          gemini(
              429,
              "RESOURCE_EXHAUSTED",
              quotaFailure("GenerateRequestsPerMinutePerProjectPerModel")));

      assertEquals(
          Optional.of("Hello"), service.client.complete(Fixtures.question()).message().text());
      assertEquals(List.of(Duration.ofMillis(7_500)), service.waits);
    }
  }

  static Stream<Arguments> emptyAnswers() {
    return Stream.of(
        Arguments.of(
            Wire.OPENAI,
            "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":"
                + "\"I cannot\"},\"finish_reason\":\"stop\"}]}",
            "declined"),
        Arguments.of(
            Wire.OPENAI,
            "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                + "\"finish_reason\":\"length\"}]}",
            "reasons less"),
        Arguments.of(
            Wire.ANTHROPIC,
            "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],"
                + "\"stop_reason\":\"max_tokens\",\"usage\":{\"input_tokens\":1}}",
            "reasons less"),
        Arguments.of(
            Wire.GOOGLE,
            "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}}",
            "declined"),
        Arguments.of(
            Wire.GOOGLE,
            "{\"candidates\":[{\"finishReason\":\"SAFETY\",\"index\":0}]}",
            "declined"));
  }

  @ParameterizedTest
  @MethodSource("emptyAnswers")
  void anAnswerWithNothingInItSaysWhy(Wire wire, String body, String told) {
    try (Service service = new Service(wire)) {
      service.server.then(body);

      LlmException e =
          service.failure(told.equals("declined") ? Category.DECLINED : Category.BAD_ANSWER);

      assertTrue(e.getMessage().contains(told), e.getMessage());
      assertEquals(1, service.server.waiting());
    }
  }

  @Test
  void aCallThatGeminiCouldNotWriteIsAskedForAgain() throws Exception {
    try (Service service = new Service(Wire.GOOGLE)) {
      service.server.then(
          "{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\",\"index\":0}],"
              + "\"usageMetadata\":{\"promptTokenCount\":5}}");

      assertEquals(
          Optional.of("Hello"), service.client.complete(Fixtures.question()).message().text());
    }
  }
}
