package ai.joinly.manager.bench.oddities;

import java.util.Optional;

/**
 * A request that is not answered.
 *
 * @param code the server's short name of the error
 * @param retryAfter value of the header
 */
record Refused(int status, String code, String message, Optional<String> retryAfter) {
  Refused(int status, String code, String message) {
    this(status, code, message, Optional.empty());
  }
}
