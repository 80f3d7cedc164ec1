package ai.joinly.manager.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the little that can be acted upon out of a server's error answer. */
final class ErrorAnswers {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HeaderName RETRY_AFTER_MS = HeaderNames.create("retry-after-ms");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z][A-Za-z0-9_]{1,47}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  private ErrorAnswers() {}

  static RefusedResponseException read(int status, Headers headers, String body) {
    JsonNode error = parse(body).path("error");
    return new RefusedResponseException(
        status,
        retryAfter(headers, Instant.now()),
        Stream.of("code", "type")
            .map(field -> error.path(field).asText(""))
            .filter(text -> TOKEN.matcher(text).matches())
            .findFirst(),
        status == 400 || status == 422 ? named(body) : Set.of());
  }

  private static Set<OptionalParameter> named(String body) {
    EnumSet<OptionalParameter> named = EnumSet.noneOf(OptionalParameter.class);
    for (OptionalParameter parameter : OptionalParameter.values()) {
      if (body.contains(parameter.wireName())) {
        named.add(parameter);
      }
    }
    return named;
  }

  private static Optional<Duration> retryAfter(Headers headers, Instant now) {
    return headers
        .first(RETRY_AFTER_MS)
        .flatMap(text -> number(text).map(value -> Duration.ofMillis((long) value.doubleValue())))
        .or(
            () ->
                headers
                    .first(HeaderNames.RETRY_AFTER)
                    .flatMap(
                        text ->
                            number(text)
                                .map(value -> Duration.ofMillis((long) (value * 1000)))
                                .or(() -> until(text, now))));
  }

  private static Optional<Double> number(String text) {
    return NUMBER.matcher(text.strip()).matches()
        ? Optional.of(Double.valueOf(text.strip()))
        : Optional.empty();
  }

  private static Optional<Duration> until(String date, Instant now) {
    try {
      Instant then =
          ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
