package ai.joinly.manager.llm.resilience;

import ai.joinly.manager.http.AnswerBudget;
import ai.joinly.manager.http.ConnectionProblem;
import ai.joinly.manager.http.ProxyException;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.provider.Endpoint;
import ai.joinly.manager.llm.provider.LlmHttpClient;
import ai.joinly.manager.llm.repair.RefusalDetails;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.ContentFilteredException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Failed attempt to get an answer from a model.
 *
 * @param passing whether a retry may succeed
 * @param details the part of the request that the server rejects and that may be repaired
 * @param unreadableCall whether the server could not parse its own model's output
 */
public record Failure(
    Category category,
    String userMessage,
    boolean passing,
    Optional<Duration> retryAfter,
    Optional<RefusalDetails> details,
    boolean unreadableCall) {

  /** Classifies {@code thrown}, which a request to {@code endpoint} ended with. */
  static Failure of(Throwable thrown, Endpoint endpoint) {
    String server = endpoint.described();
    String reason = ConnectionProblem.reason(thrown);
    Failure general = unreadable(endpoint);
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case RefusedResponseException refused -> {
          return ofStatus(refused, endpoint);
        }
        case NoAnswerException e -> {
          return noAnswer(e.reason(), server);
        }
        case ContentFilteredException e -> {
          return noAnswer(NoAnswerException.Reason.DECLINED, server);
        }
        case LlmHttpClient.AnswerTooLargeException e -> {
          return badAnswer("The language model's answer is larger than allowed", endpoint);
        }
        case AnswerBudget.FullException e -> {
          return passing(
              Category.BAD_ANSWER,
              "The language model's answer was too large while other large answers were being read;"
                  + " the request is retried with the next utterance");
        }
        case ProxyException e -> {
          return new Failure(
              Category.UNREACHABLE,
              "The language model at " + server + " cannot be reached: " + e.getMessage(),
              e.isPassing(),
              Optional.empty(),
              Optional.empty(),
              false);
        }
        case SocketTimeoutException e -> {
          return timedOut(server);
        }
        case UnknownHostException e -> {
          return unreachable(endpoint, reason, "check the address and the network");
        }
        case SSLException e -> {
          return unreachable(endpoint, "no secure connection", "check its certificate");
        }
        case JsonProcessingException e -> {
          return unreadable(endpoint);
        }
        case IOException e -> {
          return broken(endpoint, reason);
        }
        case LlmHttpClient.TransportException e -> general = broken(endpoint, reason);
        default -> {}
      }
    }
    return general;
  }

  static Failure timedOut(String server) {
    return passing(
        Category.TIMED_OUT,
        "The language model at %s did not answer in time; check its load, or allow more time"
            .formatted(server));
  }

  /**
   * Returns the exception for the caller of {@code request}. A request without tools cannot end
   * with {@link Category#TOOLS_UNSUPPORTED}.
   */
  LlmException toException(LlmRequest request) {
    return new LlmException(
        category == Category.TOOLS_UNSUPPORTED && request.tools().isEmpty()
            ? Category.REQUEST_REFUSED
            : category,
        userMessage);
  }

  private static Failure ofStatus(RefusedResponseException refused, Endpoint endpoint) {
    String server = endpoint.described();
    String status = status(refused, endpoint);
    return switch (refused.refusal()) {
      case KEY ->
          lasting(
              Category.KEY_REFUSED,
              "The language model's key was refused by %s%s; check %s and its permissions"
                  .formatted(server, status, endpoint.keyVariable()));
      case QUOTA ->
          lasting(
              Category.QUOTA_EXHAUSTED,
              "The language model's quota at %s is used up%s; check the account's plan and billing"
                  .formatted(server, status));
      case RATE ->
          new Failure(
              Category.RATE_LIMITED,
              "The language model at %s limits the rate of requests%s; check the account's limits"
                  .formatted(server, status),
              true,
              refused.retryAfter(),
              Optional.empty(),
              false);
      case CONTENT ->
          lasting(
              Category.DECLINED,
              "The language model at %s declined to answer%s; the conversation may violate its content policy"
                  .formatted(server, status));
      case LENGTH ->
          lasting(
              Category.TOO_LONG,
              "The conversation is too long for the language model at %s%s; use a model with a larger context window"
                  .formatted(server, status));
      case TIMEOUT -> timedOut(server);
      case SERVER ->
          new Failure(
              Category.SERVER_ERROR,
              "The language model at %s failed%s; check its status".formatted(server, status),
              true,
              refused.retryAfter(),
              Optional.empty(),
              false);
      case REDIRECT ->
          lasting(
              Category.REQUEST_REFUSED,
              "The language model's request was redirected by %s%s; redirects are not followed; check %s"
                  .formatted(server, status, endpoint.addressVariable()));
      case REQUEST ->
          new Failure(
              Category.REQUEST_REFUSED,
              "The language model's request was refused by %s%s; check llm_model and %s"
                  .formatted(server, status, endpoint.addressVariable()),
              false,
              Optional.empty(),
              refused.details(),
              false);
      case TOOLS ->
          lasting(
              Category.TOOLS_UNSUPPORTED,
              "The language model at %s cannot call tools%s; use a model that can"
                  .formatted(server, status));
      case UNREADABLE_CALL ->
          unreadableCall(
              "The language model at %s generated a tool call that its server could not parse%s; try another model"
                  .formatted(server, status));
    };
  }

  private static Failure noAnswer(NoAnswerException.Reason reason, String server) {
    return switch (reason) {
      case DECLINED ->
          lasting(
              Category.DECLINED,
              "The language model at %s declined to answer; the conversation may violate its content policy"
                  .formatted(server));
      case TOO_LONG ->
          lasting(
              Category.BAD_ANSWER,
              "The language model at %s reached its output limit without an answer; use a model"
                      .formatted(server)
                  + " that reasons less");
      case BROKEN_OFF ->
          unreadableCall(
              "The language model at %s did not finish its answer; try another model"
                  .formatted(server));
    };
  }

  /**
   * Returns the HTTP status and the server's error code in parentheses. Omits an error code that
   * contains the key or a part of it.
   */
  private static String status(RefusedResponseException refused, Endpoint endpoint) {
    String token =
        refused
            .token()
            .filter(text -> endpoint.key().map(key -> isApart(text, key.value())).orElse(true))
            .map(text -> ", " + text)
            .orElse("");
    return " (" + refused.statusCode() + token + ")";
  }

  private static boolean isApart(String text, String key) {
    return !key.contains(text) && !text.contains(key);
  }

  private static Failure broken(Endpoint endpoint, String reason) {
    return unreachable(endpoint, reason, "check that it is running, its address and the network");
  }

  private static Failure unreadable(Endpoint endpoint) {
    return badAnswer(
        "The language model at " + endpoint.described() + " sent an answer that cannot be read",
        endpoint);
  }

  private static Failure badAnswer(String beginning, Endpoint endpoint) {
    return lasting(
        Category.BAD_ANSWER,
        "%s; check that %s is the address of %s"
            .formatted(beginning, endpoint.addressVariable(), endpoint.server()));
  }

  private static Failure unreachable(Endpoint endpoint, String reason, String advice) {
    return passing(
        Category.UNREACHABLE,
        "The language model at %s cannot be reached: %s%s; %s"
            .formatted(
                endpoint.described(),
                endpoint.shownHost().map(host -> host + ", ").orElse(""),
                reason,
                advice));
  }

  private static Failure passing(Category category, String userMessage) {
    return new Failure(category, userMessage, true, Optional.empty(), Optional.empty(), false);
  }

  private static Failure unreadableCall(String userMessage) {
    return new Failure(
        Category.BAD_ANSWER, userMessage, true, Optional.empty(), Optional.empty(), true);
  }

  private static Failure lasting(Category category, String userMessage) {
    return new Failure(category, userMessage, false, Optional.empty(), Optional.empty(), false);
  }
}
