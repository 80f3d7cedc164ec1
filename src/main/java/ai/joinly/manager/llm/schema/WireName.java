package ai.joinly.manager.llm.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names that every provider takes. A name that needs a change is always changed in the same way and
 * ends with a hash of itself, so that two names never become one.
 */
enum WireName {
  /** Gemini wants a letter or an underscore first. */
  TOOL("[a-zA-Z_][a-zA-Z0-9_-]{0,63}", "[^a-zA-Z0-9_-]"),
  PROPERTY("[a-zA-Z0-9_.-]{1,64}", "[^a-zA-Z0-9_.-]");

  private static final int HASH = 8;
  private static final int LONGEST_BEGINNING = 50;

  private final Pattern allowed;
  private final Pattern notAllowed;

  WireName(String allowed, String notAllowed) {
    this.allowed = Pattern.compile(allowed);
    this.notAllowed = Pattern.compile(notAllowed);
  }

  /** Returns {@code name} as it may be sent. */
  String of(String name) {
    if (allowed.matcher(name).matches()) {
      return name;
    }
    String beginning = name.substring(0, Math.min(name.length(), LONGEST_BEGINNING));
    return "_" + notAllowed.matcher(beginning).replaceAll("_") + "_" + hash(name);
  }

  private static String hash(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
