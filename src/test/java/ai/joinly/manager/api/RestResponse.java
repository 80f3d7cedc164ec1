package ai.joinly.manager.api;

import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.io.IOException;
import java.util.Optional;

/** A response of the REST API. */
public record RestResponse(int statusCode, String body, Headers headers) {
  public Optional<String> header(String name) {
    return headers.first(HeaderNames.create(name));
  }

  public JsonNode json() throws IOException {
    return Json.mapper().readTree(body);
  }
}
