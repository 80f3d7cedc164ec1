package ai.joinly.manager.api.http;

import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.api.framing.BadRequest;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.store.StoreException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import java.util.Map;
import java.util.Optional;

/** Mapping of exceptions to error responses. */
public final class ApiErrors {
  private ApiErrors() {}

  public static ApiError of(Throwable failure) {
    return switch (failure) {
      case ApiException e -> e.error();
      case AgentRefusedException e -> refused(e);
      case InvalidFieldsException e ->
          new ApiError(
              Status.BAD_REQUEST_400,
              "invalid_fields",
              "Not valid: " + e.getMessage() + ".",
              e.errors(),
              Optional.empty(),
              Map.of());
      case StoreException e ->
          new ApiError(Status.SERVICE_UNAVAILABLE_503, "store_failed", e.userMessage())
              .with(HeaderNames.RETRY_AFTER, "10");
      case HttpException e -> ofStatus(e.status());
      case InterruptedException e -> shuttingDown("The manager is shutting down.");
      default -> ofStatus(Status.INTERNAL_SERVER_ERROR_500);
    };
  }

  public static ApiError of(BadRequest bad) {
    return new ApiError(bad.status(), ofStatus(bad.status()).code(), bad.userMessage());
  }

  /** Returns the error if only the status is known, or if only the status should be disclosed. */
  static ApiError ofStatus(Status status) {
    return switch (status.code()) {
      case 400 -> new ApiError(status, "bad_request", "The request is malformed.");
      case 403 -> new ApiError(status, "forbidden", "The request is not allowed.");
      case 404 -> new ApiError(status, "not_found", "This path does not exist.");
      case 413 -> new ApiError(status, "body_too_large", JsonBody.TOO_LARGE);
      case 414 -> new ApiError(status, "uri_too_long", "The path with its query is too long.");
      case 501 ->
          new ApiError(status, "not_implemented", "This transfer encoding is not supported.");
      case 503 ->
          new ApiError(status, "busy", "The manager is busy; try again soon.")
              .with(HeaderNames.RETRY_AFTER, "5");
      case 505 -> new ApiError(status, "http_version", "Only HTTP/1.1 is supported.");
      default ->
          status.code() < 500
              ? new ApiError(status, "bad_request", "The request cannot be processed.")
              : new ApiError(
                  Status.INTERNAL_SERVER_ERROR_500,
                  "internal_error",
                  "An internal error occurred; see the manager's log.");
    };
  }

  private static ApiError refused(AgentRefusedException e) {
    String message = e.userMessage();
    return switch (e.reason()) {
      case UNKNOWN_AGENT -> new ApiError(Status.NOT_FOUND_404, "unknown_agent", message);
      case NOT_RUNNING -> new ApiError(Status.NOT_FOUND_404, "not_running", message);
      case NOT_CONNECTED -> new ApiError(Status.BAD_REQUEST_400, "not_connected", message);
      case ALREADY_JOINED -> new ApiError(Status.CONFLICT_409, "already_joined", message);
      case NOT_IN_MEETING -> new ApiError(Status.CONFLICT_409, "not_in_meeting", message);
      case MEETING_FAILED ->
          new ApiError(Status.create(502, "Bad Gateway"), "meeting_server_failed", message);
      case CAPACITY_REACHED -> new ApiError(Status.CONFLICT_409, "capacity_reached", message);
      case STATUS_CONFLICT -> new ApiError(Status.CONFLICT_409, "status_conflict", message);
      case NOT_CHANGEABLE -> new ApiError(Status.CONFLICT_409, "not_changeable", message);
      case DUPLICATE ->
          new ApiError(Status.CONFLICT_409, "duplicate_agent", message).because(e.agent());
      case KEY_REUSED ->
          new ApiError(Status.CONFLICT_409, "idempotency_key_reused", message).because(e.agent());
      case AGENT_DELETED ->
          new ApiError(Status.CONFLICT_409, "agent_deleted", message).because(e.agent());
      case BUSY ->
          new ApiError(Status.SERVICE_UNAVAILABLE_503, "busy", message)
              .with(HeaderNames.RETRY_AFTER, "1");
      case STORE_FAILED ->
          new ApiError(Status.SERVICE_UNAVAILABLE_503, "store_failed", message)
              .with(HeaderNames.RETRY_AFTER, "10");
      case SHUTTING_DOWN -> shuttingDown(message);
    };
  }

  private static ApiError shuttingDown(String message) {
    return new ApiError(Status.SERVICE_UNAVAILABLE_503, "shutting_down", message);
  }
}
