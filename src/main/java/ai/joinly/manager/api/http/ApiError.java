package ai.joinly.manager.api.http;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.json.Json;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Error response of the API.
 *
 * @param code the machine-readable cause
 * @param userMessage the human-readable message; contains no secret and little of the request
 * @param fields the invalid fields, if these are the cause
 * @param agent the agent that is the cause, if it is not the one of the path
 * @param headers the additional headers of the response
 */
public record ApiError(
    Status status,
    String code,
    String userMessage,
    List<FieldError> fields,
    Optional<AgentId> agent,
    Map<HeaderName, String> headers) {

  public ApiError {
    char end = userMessage.isEmpty() ? '.' : userMessage.charAt(userMessage.length() - 1);
    if (".?!…".indexOf(end) < 0) {
      userMessage += ".";
    }
  }

  public ApiError(Status status, String code, String userMessage) {
    this(status, code, userMessage, List.of(), Optional.empty(), Map.of());
  }

  public ApiError with(HeaderName name, String value) {
    return new ApiError(status, code, userMessage, fields, agent, Map.of(name, value));
  }

  /** Returns the same error, whose cause is an agent. */
  ApiError because(Optional<AgentId> cause) {
    return new ApiError(status, code, userMessage, fields, cause, headers);
  }

  public static ApiError unknownAgent() {
    return new ApiError(Status.NOT_FOUND_404, "unknown_agent", "There is no agent with this id.");
  }

  /** Returns the error for an unsupported method; lists the allowed ones. */
  static ApiError wrongMethod(String allowed) {
    return new ApiError(
            Status.METHOD_NOT_ALLOWED_405,
            "method_not_allowed",
            "This path supports only " + allowed + ".")
        .with(HeaderNames.ALLOW, allowed);
  }

  public static ApiError foreignOrigin() {
    return new ApiError(
        Status.FORBIDDEN_403,
        "origin_not_allowed",
        "Web pages of this origin may not use the manager; add it to ALLOWED_ORIGINS.");
  }

  public static ApiError unknownHost() {
    return new ApiError(
        Status.create(421, "Misdirected Request"),
        "host_not_allowed",
        "The host name of the request is not allowed; add it to SERVER_ALLOWED_HOSTS, or use"
            + " the manager's address.");
  }

  /** Returns the response body; with the request id if the cause is only in the log. */
  byte[] json(Optional<String> requestId) {
    String text =
        Json.text(
            json -> {
              json.writeStartObject();
              json.writeStringField("error", userMessage);
              json.writeStringField("code", code);
              if (!fields.isEmpty()) {
                json.writeArrayFieldStart("fields");
                for (FieldError field : fields) {
                  json.writeStartObject();
                  json.writeStringField("field", field.field());
                  json.writeStringField("message", field.message());
                  json.writeEndObject();
                }
                json.writeEndArray();
              }
              if (agent.isPresent()) {
                json.writeStringField("agent_id", agent.get().value());
              }
              if (requestId.isPresent() && status.code() == Status.INTERNAL_SERVER_ERROR_500_CODE) {
                json.writeStringField("request_id", requestId.get());
              }
              json.writeEndObject();
            });
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
