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
 * One failed attempt.
 *
 * @param passing whether another attempt may help
 * @param details what the server minds in the request, which may be repaired
 * @param unreadableCall whether the model's own server could not read what the model wrote
 */
public record Failure(
    Category category,
    String userMessage,
    boolean passing,
    Optional<Duration> retryAfter,
    Optional<RefusalDetails> details,
    boolean unreadableCall) {

  /** What {@code thrown} means when {@code endpoint} was asked. */
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
                  + " it is tried again with the next words");
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

  /** Returns what the caller of {@code request} gets; without tools in it, none were refused. */
  LlmException toException(LlmRequest request) {
    return new LlmException(
        category == Category.TOOLS_UNSUPPORTED && request.tools().isEmpty()
            ? Category.REQUEST_REFUSED
            : category,
        userMessage);
  }

  private static Failure ofStatus(RefusedResponseException refused, Endpoint endpoint) {
    String server = endpoint.described();
    String told = told(refused, endpoint);
    return switch (refused.refusal()) {
      case KEY ->
          lasting(
              Category.KEY_REFUSED,
              "The language model's key was refused by %s%s; check %s and what it may use"
                  .formatted(server, told, endpoint.keyVariable()));
      case QUOTA ->
          lasting(
              Category.QUOTA_EXHAUSTED,
              "The language model's quota at %s is used up%s; check the account's plan and billing"
                  .formatted(server, told));
      case RATE ->
          new Failure(
              Category.RATE_LIMITED,
              "The language model at %s limits the rate of requests%s; check the account's limits"
                  .formatted(server, told),
              true,
              refused.retryAfter(),
              Optional.empty(),
              false);
      case CONTENT ->
          lasting(
              Category.DECLINED,
              "The language model at %s declined to answer%s; what was said may be against its rules"
                  .formatted(server, told));
      case LENGTH ->
          lasting(
              Category.TOO_LONG,
              "The conversation is too long for the language model at %s%s; use one that takes in more"
                  .formatted(server, told));
      case TIMEOUT -> timedOut(server);
      case SERVER ->
          new Failure(
              Category.SERVER_ERROR,
              "The language model at %s failed%s; check its status".formatted(server, told),
              true,
              refused.retryAfter(),
              Optional.empty(),
              false);
      case REDIRECT ->
          lasting(
              Category.REQUEST_REFUSED,
              "The language model's request was redirected by %s%s, which is not followed; check %s"
                  .formatted(server, told, endpoint.addressVariable()));
      case REQUEST ->
          new Failure(
              Category.REQUEST_REFUSED,
              "The language model's request was refused by %s%s; check llm_model and %s"
                  .formatted(server, told, endpoint.addressVariable()),
              false,
              Optional.empty(),
              refused.details(),
              false);
      case TOOLS ->
          lasting(
              Category.TOOLS_UNSUPPORTED,
              "The language model at %s cannot call tools%s; use one that can"
                  .formatted(server, told));
      case UNREADABLE_CALL ->
          unreadableCall(
              "The language model at %s wrote a tool call that its own server could not read%s; try another model"
                  .formatted(server, told));
    };
  }

  private static Failure noAnswer(NoAnswerException.Reason reason, String server) {
    return switch (reason) {
      case DECLINED ->
          lasting(
              Category.DECLINED,
              "The language model at %s declined to answer; what was said may be against its rules"
                  .formatted(server));
      case TOO_LONG ->
          lasting(
              Category.BAD_ANSWER,
              "The language model at %s came to no answer within the length it may have; use a model"
                      .formatted(server)
                  + " that thinks less");
      case BROKEN_OFF ->
          unreadableCall(
              "The language model at %s broke its answer off; try another model".formatted(server));
    };
  }

  /** The status and the server's name of the error, unless that is (a part of) the key. */
  private static String told(RefusedResponseException refused, Endpoint endpoint) {
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
    return unreachable(endpoint, reason, "check that it runs, the address and the network");
  }

  private static Failure unreadable(Endpoint endpoint) {
    return badAnswer(
        "The language model at " + endpoint.described() + " gave an answer that cannot be read",
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
