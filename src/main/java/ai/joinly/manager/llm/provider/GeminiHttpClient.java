package ai.joinly.manager.llm.provider;

import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.util.stream.StreamSupport;

/**
 * HTTP client that corrects the requests of LangChain4j's Gemini module: the results of parallel
 * calls must be in one content element. Thread-safe.
 */
record GeminiHttpClient(HttpClient http) implements HttpClient {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();
  private static final String RESULT = "functionResponse";

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    return http.execute(merged(request));
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    http.execute(request, parser, listener);
  }

  private static HttpRequest merged(HttpRequest request) {
    if (!(read(request.body()) instanceof ObjectNode body)
        || !(body.path("contents") instanceof ArrayNode contents)) {
      return request;
    }
    ArrayNode merged = JSON.createArrayNode();
    for (JsonNode content : contents) {
      if (isResults(content)
          && !merged.isEmpty()
          && isResults(merged.get(merged.size() - 1))
          && merged.get(merged.size() - 1).path("parts") instanceof ArrayNode before) {
        content.path("parts").forEach(before::add);
      } else {
        merged.add(content);
      }
    }
    body.set("contents", merged);
    return HttpRequest.builder()
        .method(request.method())
        .url(request.url())
        .headers(request.headers())
        .body(JsonText.of(body))
        .build();
  }

  private static boolean isResults(JsonNode content) {
    return !content.path("parts").isEmpty()
        && StreamSupport.stream(content.path("parts").spliterator(), false)
            .allMatch(part -> part.has(RESULT));
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text == null ? "" : text);
    } catch (JsonProcessingException e) {
      // The request is sent unchanged.
      return JSON.missingNode();
    }
  }
}
