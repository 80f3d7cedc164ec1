package ai.joinly.manager.domain;

/** Where a text may be cut. */
public final class Cut {
  /** Of a sentence for the user that quotes what another server says. */
  public static final int SENTENCE = 2_000;

  private Cut() {}

  /** {@code text} if it has at most {@code longest} characters; else its beginning and "…". */
  public static String to(int longest, String text) {
    return text.length() <= longest ? text : text.substring(0, notAfter(text, longest)) + "…";
  }

  /**
   * The last place up to {@code end} that does not lie within a surrogate pair: half of one is no
   * character.
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
