package ai.joinly.manager.llm.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names that every provider accepts. An invalid name is always changed in the same way and ends
 * with a hash of the original, so that different names stay different.
 */
enum WireName {
  /** Gemini requires a letter or an underscore first. */
  TOOL("[a-zA-Z_][a-zA-Z0-9_-]{0,63}", "[^a-zA-Z0-9_-]"),
  PROPERTY("[a-zA-Z0-9_.-]{1,64}", "[^a-zA-Z0-9_.-]");

  private static final int HASH_LENGTH = 8;
  private static final int MAX_PREFIX = 50;

  private final Pattern allowed;
  private final Pattern notAllowed;

  WireName(String allowed, String notAllowed) {
    this.allowed = Pattern.compile(allowed);
    this.notAllowed = Pattern.compile(notAllowed);
  }

  /** Returns {@code name} in a valid form. */
  String of(String name) {
    if (allowed.matcher(name).matches()) {
      return name;
    }
    String prefix = name.substring(0, Math.min(name.length(), MAX_PREFIX));
    return "_" + notAllowed.matcher(prefix).replaceAll("_") + "_" + hash(name);
  }

  private static String hash(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }
}
