package ai.joinly.manager.llm.schema;

/** Descriptions of bounded length. */
final class Descriptions {
  private static final String ELLIPSIS = "…";

  private Descriptions() {}

  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = longest - ELLIPSIS.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + ELLIPSIS;
  }
}
