package ai.joinly.manager.llm.resilience;

import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.llm.repair.Complaint;
import ai.joinly.manager.llm.repair.RefusalDetails;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Parser of a server's error responses. It extracts the facts that the manager can act on. */
public final class ErrorAnswers {
  private static final JsonMapper JSON = SharedBuffers.trees();
  private static final HeaderName RETRY_AFTER_MS = HeaderNames.create("retry-after-ms");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z][A-Za-z0-9_]{1,47}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final Pattern RETRY_DELAY = Pattern.compile("(\\d{1,9}(\\.\\d{1,9})?)s");
  private static final Set<String> KEY_TOKENS = Set.of("api_key_invalid", "invalid_api_key");
  private static final Set<String> QUOTA_TOKENS =
      Set.of(
          "insufficient_quota",
          "billing_hard_limit_reached",
          "billing_not_active",
          "billing_error");
  private static final Set<String> CONTENT_TOKENS =
      Set.of("content_filter", "content_policy_violation");
  private static final Set<String> LENGTH_TOKENS =
      Set.of("context_length_exceeded", "exceed_context_size_error", "request_too_large");

  /** Many servers report only in the error message that a conversation is too long. */
  private static final Pattern LENGTH_WORDS =
      Pattern.compile(
          "(prompt|input|request)( is|:)? too (long|large)|(maximum|available|max) context"
              + "|context (length|size|window|limit)|exceeds the maximum number of tokens"
              + "|no user query found in messages|maximum (prompt|model) length|max_seq_len"
              + "|reduce the length|too many tokens|tokens_limit|token limit"
              + "|range of input length|longer than the model|inputs?[`'\"]? tokens"
              + "|\\.content[^\\n]{0,20}string too long",
          Pattern.CASE_INSENSITIVE);

  /**
   * Complaints that count with any status: many servers respond to a template error with status
   * 500.
   */
  private static final Set<Complaint> ALWAYS_COUNT =
      EnumSet.complementOf(
          EnumSet.of(
              Complaint.UNKNOWN,
              Complaint.PARAMETER,
              Complaint.CACHE,
              Complaint.TOOLS_UNSUPPORTED));

  /**
   * Error message of a router without a provider that accepts all parameters; sent with status 404.
   */
  private static final String NO_ENDPOINTS = "no endpoints found";

  /** Error message of a llama.cpp server about images; sent with status 500. */
  private static final String NO_IMAGES = "image input is not supported";

  /** Maximum characters of an error message; longer ones repeat the request or a template. */
  private static final int MAX_WORDS = 4_000;

  /** Maximum characters of an error that is not JSON; later text may be the request. */
  private static final int MAX_PLAIN_TEXT = 500;

  /**
   * Some providers report only in the error message that an account's budget is used up, Gemini
   * only in a quota id.
   */
  private static final List<String> QUOTA_WORDS =
      List.of(
          "credit balance is too low",
          "specified api usage limits",
          "credits are depleted",
          "out of call volume quota",
          "perdayper");

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private ErrorAnswers() {}

  public static RefusedResponseException read(int status, Headers headers, String answer) {
    String body = answer.startsWith(BYTE_ORDER_MARK) ? answer.substring(1) : answer;
    JsonNode error = error(body);
    List<String> tokens = tokens(error);
    String words = cut(words(body) + "\n" + String.join("\n", tokens));
    RefusalDetails details = RefusalDetails.of(words);
    return new RefusedResponseException(
        status,
        refusal(status, tokens, body, words, details),
        retryAfter(headers, Instant.now()).or(() -> retryDelay(error)),
        tokens.stream().findFirst(),
        isOfTheRequest(status, words) ? Optional.of(details) : Optional.empty());
  }

  private static String cut(String words) {
    return words.substring(0, Math.min(words.length(), MAX_WORDS));
  }

  /**
   * Returns the error codes: OpenAI and Azure have a code, Anthropic a type, Gemini a reason and a
   * status.
   */
  private static List<String> tokens(JsonNode error) {
    List<String> tokens = new ArrayList<>();
    error.path("details").forEach(detail -> tokens.add(detail.path("reason").asText("")));
    Stream.of("code", "type", "status").forEach(field -> tokens.add(error.path(field).asText("")));
    return tokens.stream().filter(text -> TOKEN.matcher(text).matches()).toList();
  }

  private static Refusal refusal(
      int status, List<String> tokens, String body, String words, RefusalDetails details) {
    List<String> names = tokens.stream().map(token -> token.toLowerCase(Locale.ROOT)).toList();
    if (status / 100 == 3) {
      return Refusal.REDIRECT;
    }
    if (status < 500
        && (status == 402
            || names.stream().anyMatch(QUOTA_TOKENS::contains)
            || (status != 404 && mentionsQuota(body)))) {
      return Refusal.QUOTA;
    }
    if (status == 401 || status == 403 || isReported(status, names, KEY_TOKENS)) {
      return Refusal.KEY;
    }
    if (isReported(status, names, CONTENT_TOKENS)) {
      return Refusal.CONTENT;
    }
    if (isReported(status, names, LENGTH_TOKENS)) {
      return Refusal.LENGTH;
    }
    return switch (status) {
      case 408 -> Refusal.TIMEOUT;
      case 413 -> Refusal.LENGTH;
      case 429 -> Refusal.RATE;
      default -> byWords(status, words, details);
    };
  }

  /**
   * Returns whether one of the error codes is present. Codes of server errors are not reliable and
   * are ignored.
   */
  private static boolean isReported(int status, List<String> names, Set<String> tokens) {
    return status < 500 && names.stream().anyMatch(tokens::contains);
  }

  private static Refusal byWords(int status, String words, RefusalDetails details) {
    if (details.complaint() == Complaint.TOOLS_UNSUPPORTED) {
      return Refusal.TOOLS;
    }
    boolean ofTheRequest = status == 400 || status == 422;
    if (ofTheRequest || status >= 500) {
      if (details.complaint() == Complaint.UNREADABLE_CALL) {
        return Refusal.UNREADABLE_CALL;
      }
      if (ALWAYS_COUNT.contains(details.complaint())) {
        return Refusal.REQUEST;
      }
      if (LENGTH_WORDS.matcher(words).find()) {
        return Refusal.LENGTH;
      }
    }
    if (status < 500 || words.toLowerCase(Locale.ROOT).contains(NO_IMAGES)) {
      return Refusal.REQUEST;
    }
    return Refusal.SERVER;
  }

  /**
   * Returns whether the error may concern the request rather than an unknown model or a wrong
   * address.
   */
  private static boolean isOfTheRequest(int status, String words) {
    return status == 400
        || status == 422
        || status >= 500
        || words.toLowerCase(Locale.ROOT).contains(NO_ENDPOINTS);
  }

  private static boolean mentionsQuota(String body) {
    String text = body.toLowerCase(Locale.ROOT);
    return QUOTA_WORDS.stream().anyMatch(text::contains);
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
                                .map(ErrorAnswers::seconds)
                                .or(() -> until(text, serversTime(headers).orElse(now)))));
  }

  /**
   * Returns the server's time, which may differ from the local clock and is the base of its dates.
   */
  private static Optional<Instant> serversTime(Headers headers) {
    return headers.first(HeaderNames.DATE).flatMap(ErrorAnswers::instant);
  }

  /** Returns the delay that Gemini reports in the body. */
  private static Optional<Duration> retryDelay(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      Matcher delay = RETRY_DELAY.matcher(detail.path("retryDelay").asText(""));
      if (delay.matches()) {
        return Optional.of(seconds(Double.valueOf(delay.group(1))));
      }
    }
    return Optional.empty();
  }

  private static Duration seconds(Double value) {
    return Duration.ofMillis((long) (value * 1000));
  }

  private static Optional<Double> number(String text) {
    return NUMBER.matcher(text.strip()).matches()
        ? Optional.of(Double.valueOf(text.strip()))
        : Optional.empty();
  }

  private static Optional<Duration> until(String date, Instant now) {
    return instant(date)
        .map(then -> then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the error message in the body. The rest of the body may repeat the request, whose
   * utterances may contain any text.
   */
  private static String words(String body) {
    try {
      JsonNode root = JSON.readTree(body);
      return Stream.concat(Stream.of(root.isArray() ? root.path(0) : root), Stream.of(error(body)))
          .flatMap(ErrorAnswers::wordsOf)
          .collect(Collectors.joining("\n"));
    } catch (JsonProcessingException e) {
      return body.substring(0, Math.min(body.length(), MAX_PLAIN_TEXT));
    }
  }

  private static Stream<String> wordsOf(JsonNode error) {
    Stream.Builder<String> words = Stream.builder();
    words.add(error.asText(""));
    String raw = error.at("/metadata/raw").asText(""); // the error that a router received
    if (!raw.isBlank()) {
      words.add(words(raw));
    }
    Stream.of("message", "param", "detail", "error_description")
        .forEach(field -> words.add(error.path(field).asText("")));
    // FastAPI's format, next to the request; Mistral has it one level below.
    Stream.of(error, error.path("message"))
        .map(e -> e.path("detail"))
        .forEach(
            details ->
                details.forEach(
                    detail -> words.add(detail.path("msg").asText("") + " " + detail.path("loc"))));
    // Gemini's format.
    error
        .path("details")
        .findValues("fieldViolations")
        .forEach(
            violations ->
                violations.forEach(
                    violation ->
                        words.add(
                            violation.path("field").asText("")
                                + " "
                                + violation.path("description").asText(""))));
    return words.build();
  }

  /** Returns the error object in the body, independent of its wrapping. */
  private static JsonNode error(String body) {
    try {
      JsonNode root = JSON.readTree(body);
      return (root.isArray() ? root.path(0) : root).path("error");
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
