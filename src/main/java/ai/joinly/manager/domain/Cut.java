package ai.joinly.manager.domain;

/** Truncation of texts. */
public final class Cut {
  /** Maximum length of a message for the user that quotes another server. */
  public static final int SENTENCE = 2_000;

  private Cut() {}

  /** Returns {@code text}, truncated to {@code longest} characters and "…" if it is longer. */
  public static String to(int longest, String text) {
    return text.length() <= longest ? text : text.substring(0, notAfter(text, longest)) + "…";
  }

  /**
   * Returns the last index up to {@code end} that is not within a surrogate pair.
   *
   * @param end from 0 to the length of {@code text}
   */
  public static int notAfter(CharSequence text, int end) {
    boolean within =
        end > 0
            && end < text.length()
            && Character.isHighSurrogate(text.charAt(end - 1))
            && Character.isLowSurrogate(text.charAt(end));
    return within ? end - 1 : end;
  }
}
