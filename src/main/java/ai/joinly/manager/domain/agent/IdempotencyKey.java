package ai.joinly.manager.domain.agent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The key of a request that creates an agent, and that its client may repeat. Only digests are
 * kept: the body holds secrets.
 *
 * @param digest SHA-256 of the key
 * @param bodyDigest SHA-256 of the body in a form that is equal for equal bodies
 */
public record IdempotencyKey(String digest, String bodyDigest) {
  /** How long a key is kept after its agent was created. */
  public static final Duration LIFETIME = Duration.ofHours(24);

  /** How many keys are kept; the oldest are removed. */
  public static final int MAX_KEPT = 10_000;

  /** The form of a key: visible ASCII characters. */
  private static final Pattern FORM = Pattern.compile("[!-~]{1,255}");

  /**
   * Returns the digests of a key and a body.
   *
   * @param key for which {@link #isValid} holds
   */
  public static IdempotencyKey of(String key, String body) {
    return new IdempotencyKey(sha256(key), sha256(body));
  }

  /** Returns whether {@code key} can be a key. */
  public static boolean isValid(String key) {
    return FORM.matcher(key).matches();
  }

  /** Returns whether both keys come with the same body. */
  public boolean isSameBody(String otherBodyDigest) {
    return bodyDigest.equals(otherBodyDigest);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
