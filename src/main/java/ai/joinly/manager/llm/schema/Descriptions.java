package ai.joinly.manager.llm.schema;

/** Truncation of descriptions. */
final class Descriptions {
  private static final String ELLIPSIS = "…";

  private Descriptions() {}

  static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = maxLength - ELLIPSIS.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + ELLIPSIS;
  }
}
