package ai.joinly.manager.web;

import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.HttpMediaType;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads the body of a request as a JSON object, and refuses every other. */
final class JsonBody {
  static final int LARGEST = 1024 * 1024;

  /** What is read and thrown away, so that the client comes to read why it was refused. */
  static final int LARGEST_READ = 8 * LARGEST;

  static final String TOO_LARGE = "The body is larger than 1 MiB.";

  private static final Duration LONGEST_READ = Duration.ofSeconds(30);
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

  private JsonBody() {}

  static ObjectNode read(ServerRequest request) {
    if (!request.content().hasEntity()) {
      throw empty();
    }
    checkType(request);
    byte[] bytes = readBytes(request);
    JsonNode node = parse(bytes);
    if (node.isMissingNode()) {
      throw empty();
    }
    if (!(node instanceof ObjectNode object)) {
      throw refused(Status.BAD_REQUEST_400, "not_an_object", "The body must be a JSON object.");
    }
    return object;
  }

  private static void checkType(ServerRequest request) {
    Optional<HttpMediaType> type;
    try {
      type = request.headers().contentType();
    } catch (IllegalArgumentException | HttpException e) {
      type = Optional.empty();
    }
    boolean fits =
        type.filter(t -> t.mediaType().text().equalsIgnoreCase("application/json"))
            .filter(t -> t.charset().map(c -> CHARSETS.contains(lower(c))).orElse(true))
            .isPresent();
    if (!fits) {
      throw refused(
          Status.UNSUPPORTED_MEDIA_TYPE_415,
          "unsupported_media_type",
          "Send the body as JSON in UTF-8, with the header Content-Type: application/json.");
    }
  }

  private static byte[] readBytes(ServerRequest request) {
    boolean tooLarge = request.headers().contentLength().orElse(0) > LARGEST;
    if (tooLarge && request.headers().containsToken(HeaderValues.EXPECT_100)) {
      throw tooLarge();
    }
    Deadline deadline = Deadline.start(LONGEST_READ);
    try (InputStream in = request.content().inputStream()) {
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      byte[] piece = new byte[8192];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        tooLarge = tooLarge || kept.size() + n > LARGEST;
        if (!tooLarge) {
          kept.write(piece, 0, n);
        }
      }
      if (tooLarge) {
        throw tooLarge();
      }
      return kept.toByteArray();
    } catch (IOException | UncheckedIOException | DataReader.InsufficientDataAvailableException e) {
      throw new ServerConnectionException("the client went away", e);
    } finally {
      deadline.met();
    }
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return Json.mapper().readTree(bytes);
    } catch (JsonProcessingException e) {
      // Its message may hold some of the body.
      throw refused(
          Status.BAD_REQUEST_400, "invalid_json", "The body is not valid JSON" + place(e) + ".");
    } catch (IOException e) {
      throw refused(Status.BAD_REQUEST_400, "invalid_json", "The body is not valid JSON.");
    }
  }

  private static String place(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null || location.getLineNr() < 1
        ? ""
        : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static ApiException empty() {
    return refused(
        Status.BAD_REQUEST_400, "empty_body", "The body is empty; it must be a JSON object.");
  }

  private static ApiException tooLarge() {
    return refused(Status.REQUEST_ENTITY_TOO_LARGE_413, "body_too_large", TOO_LARGE);
  }

  private static ApiException refused(Status status, String code, String sentence) {
    return new ApiException(new ApiError(status, code, sentence));
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }
}
