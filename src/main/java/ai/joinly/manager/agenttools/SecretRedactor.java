package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.Secret;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Takes the header values of a server out of what it answers. A server that quotes its caller's
 * token, as some do in an error, would else put it into the agent's log, the store and the prompt.
 * Thread-safe.
 */
final class SecretRedactor {
  /** What is shorter is no secret, but may be a word of any answer. */
  private static final int SHORTEST = 8;

  /** The longest first, since one may be a part of another. */
  private final List<String> secrets;

  private SecretRedactor(List<String> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  static SecretRedactor of(Map<String, Secret> headers) {
    return new SecretRedactor(
        headers.values().stream()
            .map(Secret::value)
            .flatMap(value -> Stream.concat(Stream.of(value), Stream.of(value.split("[ ,;=\"]+"))))
            .filter(part -> part.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /** {@code text} with a mask in place of every secret. */
  String on(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, Secret.MASK);
    }
    return masked;
  }
}
