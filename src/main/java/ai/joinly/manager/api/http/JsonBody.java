package ai.joinly.manager.api.http;

import ai.joinly.manager.json.RequestJson;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.HttpMediaType;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reader of request bodies, which must be JSON objects. Thread-safe.
 *
 * @param budget the budget of all bodies that are being read
 */
public record JsonBody(BodyBudget budget) {
  static final int LARGEST = 1024 * 1024;

  /**
   * Maximum number of bytes that are read and discarded, so that the client receives the error
   * response.
   */
  public static final int MAX_READ = 8 * LARGEST;

  static final String TOO_LARGE = "The body is larger than 1 MiB.";

  private static final int PIECE = 8 * 1024;
  private static final int FIRST = 2 * 1024;
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

  public ObjectNode read(ServerRequest request) {
    if (!request.content().hasEntity()) {
      throw empty();
    }
    checkType(request);
    JsonNode node;
    try (BodyBudget.Share share = budget.open()) {
      node = parse(new Reading(share).bytes(request));
    }
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

  private static JsonNode parse(byte[] bytes) {
    try {
      return RequestJson.read(bytes);
    } catch (JsonProcessingException e) {
      // Its message may contain parts of the body.
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
        : " (line %s, column %s)".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static ApiException empty() {
    return refused(
        Status.BAD_REQUEST_400, "empty_body", "The body is empty; it must be a JSON object.");
  }

  private static ApiException tooLarge() {
    return refused(Status.REQUEST_ENTITY_TOO_LARGE_413, "body_too_large", TOO_LARGE);
  }

  private static ApiException busy() {
    return new ApiException(
        new ApiError(
                Status.SERVICE_UNAVAILABLE_503,
                "busy",
                "The manager is reading too many large requests; try again soon.")
            .with(HeaderNames.RETRY_AFTER, "5"));
  }

  private static ApiException refused(Status status, String code, String message) {
    return new ApiException(new ApiError(status, code, message));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Reading of one body; every byte kept is counted in {@code share}. */
  private static final class Reading {
    private final BodyBudget.Share share;
    private byte[] kept = {};
    private int size;

    Reading(BodyBudget.Share share) {
      this.share = share;
    }

    byte[] bytes(ServerRequest request) {
      long announced = request.headers().contentLength().orElse(0);
      boolean tooLarge = announced > LARGEST;
      if (tooLarge && request.headers().containsToken(HeaderValues.EXPECT_100)) {
        throw tooLarge();
      }
      if (!tooLarge && announced > BodyBudget.SMALL) {
        makeRoom((int) announced);
      }
      try (InputStream in = request.content().inputStream()) {
        byte[] piece = new byte[PIECE];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
          tooLarge = tooLarge || size + n > LARGEST;
          if (tooLarge) {
            discard();
          } else {
            keep(piece, n);
          }
        }
      } catch (IOException
          | UncheckedIOException
          | DataReader.InsufficientDataAvailableException e) {
        throw new ServerConnectionException("the client closed the connection", e);
      }
      if (tooLarge) {
        throw tooLarge();
      }
      return size == kept.length ? kept : Arrays.copyOf(kept, size);
    }

    private void keep(byte[] piece, int length) {
      if (size + length > kept.length) {
        makeRoom(Math.min(LARGEST, Math.max(FIRST, Math.max(size + length, 2 * kept.length))));
      }
      System.arraycopy(piece, 0, kept, size, length);
      size += length;
    }

    private void makeRoom(int capacity) {
      if (!share.grow(capacity)) {
        throw busy();
      }
      kept = Arrays.copyOf(kept, capacity);
    }

    private void discard() {
      kept = new byte[0];
      size = 0;
      share.close();
    }
  }
}
