package ai.joinly.manager.api.framing;

/** Syntax of requests: the bytes that are allowed in tokens and headers (RFC 9110 and 9112). */
final class Syntax {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[Character.toUpperCase(c)] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private Syntax() {}

  static boolean isToken(byte b) {
    return b >= 0 && TOKEN[b];
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  /** Returns whether {@code b} is allowed in a header value, as are all bytes above ASCII. */
  static boolean isValue(byte b) {
    return b < 0 || b == '\t' || (b >= ' ' && b != 0x7f);
  }

  /**
   * Returns the index after the token that begins at {@code from}; {@code from} if there is none.
   */
  static int endOfToken(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isToken(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Returns whether the bytes are a header: a name, a colon without space before it, a value. */
  static boolean isField(byte[] bytes, int from, int to) {
    int colon = endOfToken(bytes, from, to);
    if (colon == from || colon == to || bytes[colon] != ':') {
      return false;
    }
    for (int at = colon + 1; at < to; at++) {
      if (!isValue(bytes[at])) {
        return false;
      }
    }
    return true;
  }
}
