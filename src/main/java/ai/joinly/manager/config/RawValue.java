package ai.joinly.manager.config;

/**
 * A setting as somebody wrote it.
 *
 * @param text may be a secret: never show it without asking the setting
 * @param origin where it was written, in words: a file and a line, or "the environment"
 */
record RawValue(String text, String origin) {
  /** Texts are not shown by accident. */
  @Override
  public String toString() {
    return "a value from " + origin;
  }
}
