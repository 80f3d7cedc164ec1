package ai.joinly.manager.api.rest;

import ai.joinly.manager.domain.agent.IdempotencyKey;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;

/** The header that makes a request safe to repeat. */
final class IdempotencyHeader {
  private static final HeaderName NAME = HeaderNames.create("Idempotency-Key");

  private IdempotencyHeader() {}

  /**
   * Returns the key of a request, with its quotes if it has some.
   *
   * @throws ai.joinly.manager.domain.InvalidFieldsException if it is not one key
   */
  static Optional<String> read(ServerRequest request) {
    if (!request.headers().contains(NAME)) {
      return Optional.empty();
    }
    List<String> keys = request.headers().all(NAME, List::of);
    if (keys.size() != 1 || !IdempotencyKey.isValid(keys.getFirst())) {
      throw QueryNumbers.invalid(
          NAME.defaultCase(),
          "must be one key of 1 to 255 visible ASCII characters, such as a UUID");
    }
    return Optional.of(keys.getFirst());
  }
}
