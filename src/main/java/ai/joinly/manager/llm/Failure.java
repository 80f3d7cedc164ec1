package ai.joinly.manager.llm;

import ai.joinly.manager.llm.LlmException.Category;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * One failed attempt.
 *
 * @param passing whether another attempt may help
 * @param named parameters that the server refused
 */
record Failure(
    Category category,
    String sentence,
    boolean passing,
    Optional<Duration> retryAfter,
    Set<OptionalParameter> named) {

  /** What {@code thrown} means when {@code endpoint} was asked. */
  static Failure of(Throwable thrown, OpenAiEndpoint endpoint) {
    String server = endpoint.described();
    Failure general = unreadable(server);
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case RefusedResponseException refused -> {
          return ofStatus(refused, endpoint);
        }
        case LlmHttpClient.AnswerTooLargeException e -> {
          return badAnswer("The language model's answer is larger than allowed");
        }
        case SocketTimeoutException e -> {
          return timedOut(server);
        }
        case UnknownHostException e -> {
          return unreachable(server, "its name is not known; check the address and the network");
        }
        case SSLException e -> {
          return unreachable(server, "no secure connection came about; check its certificate");
        }
        case JsonProcessingException e -> {
          return unreadable(server);
        }
        case IOException e -> {
          return broken(server);
        }
        case LlmHttpClient.TransportException e -> general = broken(server);
        default -> {}
      }
    }
    return general;
  }

  static Failure timedOut(String server) {
    return passing(
        Category.TIMED_OUT,
        "The language model at "
            + server
            + " did not answer in time; check its load, or allow"
            + " more time");
  }

  LlmException toException() {
    return new LlmException(category, sentence);
  }

  private static Failure ofStatus(RefusedResponseException refused, OpenAiEndpoint endpoint) {
    String told = told(refused, endpoint);
    String server = endpoint.described();
    int status = refused.statusCode();
    if (status == 401 || status == 403) {
      return lasting(
          Category.KEY_REFUSED,
          "The language model's key was refused by "
              + server
              + told
              + "; check "
              + OpenAiEndpoint.KEY
              + " and what it may use");
    }
    if (status == 429 && refused.token().filter("insufficient_quota"::equals).isPresent()) {
      return lasting(
          Category.RATE_LIMITED,
          "The language model's quota at "
              + server
              + " is used up"
              + told
              + "; check the"
              + " account's plan and billing");
    }
    if (status == 429) {
      return new Failure(
          Category.RATE_LIMITED,
          "The language model at "
              + server
              + " limits the rate of requests"
              + told
              + "; check the"
              + " account's limits",
          true,
          refused.retryAfter(),
          Set.of());
    }
    if (status == 408) {
      return timedOut(server);
    }
    if (status >= 500) {
      return new Failure(
          Category.SERVER_ERROR,
          "The language model at " + server + " failed" + told + "; check its status",
          true,
          refused.retryAfter(),
          Set.of());
    }
    return new Failure(
        Category.REQUEST_REFUSED,
        status / 100 == 3
            ? "The language model's request was redirected by "
                + server
                + told
                + ", which is not followed; check "
                + OpenAiEndpoint.BASE_URL
            : "The language model's request was refused by "
                + server
                + told
                + "; check llm_model and "
                + OpenAiEndpoint.BASE_URL,
        false,
        Optional.empty(),
        refused.named());
  }

  /** The status and the server's name of the error, unless that is (a part of) the key. */
  private static String told(RefusedResponseException refused, OpenAiEndpoint endpoint) {
    String key = endpoint.key().value();
    String token =
        refused
            .token()
            .filter(text -> !key.contains(text) && !text.contains(key))
            .map(text -> ", " + text)
            .orElse("");
    return " (" + refused.statusCode() + token + ")";
  }

  private static Failure broken(String server) {
    return unreachable(server, "the connection failed; check that it runs and the network");
  }

  private static Failure unreadable(String server) {
    return badAnswer("The language model at " + server + " gave an answer that cannot be read");
  }

  private static Failure badAnswer(String beginning) {
    return lasting(
        Category.BAD_ANSWER,
        beginning + "; check that " + OpenAiEndpoint.BASE_URL + " is an OpenAI-compatible server");
  }

  private static Failure unreachable(String server, String why) {
    return passing(
        Category.UNREACHABLE, "The language model at " + server + " cannot be reached: " + why);
  }

  private static Failure passing(Category category, String sentence) {
    return new Failure(category, sentence, true, Optional.empty(), Set.of());
  }

  private static Failure lasting(Category category, String sentence) {
    return new Failure(category, sentence, false, Optional.empty(), Set.of());
  }
}
