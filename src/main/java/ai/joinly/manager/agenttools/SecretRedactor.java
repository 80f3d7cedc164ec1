package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.Secret;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Redactor of a server's header values in its responses. Some servers quote the caller's token in
 * an error; without redaction it would reach the agent's log, the store and the prompt.
 * Thread-safe.
 */
final class SecretRedactor {
  /** Minimum length of a secret; shorter values may be ordinary words of a response. */
  private static final int MIN_LENGTH = 8;

  /** Longest first, since one may be part of another. */
  private final List<String> secrets;

  private SecretRedactor(List<String> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  static SecretRedactor of(Map<String, Secret> headers) {
    return new SecretRedactor(
        headers.values().stream()
            .map(Secret::value)
            .flatMap(value -> Stream.concat(Stream.of(value), Stream.of(value.split("[ ,;=\"]+"))))
            .filter(part -> part.length() >= MIN_LENGTH)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /** Returns {@code text} with every secret masked. */
  String on(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, Secret.MASK);
    }
    return masked;
  }
}
