package ai.joinly.manager.agent.speech;

import java.util.Map;
import java.util.Optional;

/** Decoder of HTML character references, named and numeric. */
final class Entities {
  private static final int MAX_NAME = 8;
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", "\u00A0"),
          Map.entry("shy", ""),
          Map.entry("zwnj", "\u200C"),
          Map.entry("copy", "©"),
          Map.entry("reg", "®"),
          Map.entry("trade", "™"),
          Map.entry("deg", "°"),
          Map.entry("sect", "§"),
          Map.entry("euro", "€"),
          Map.entry("pound", "£"),
          Map.entry("yen", "¥"),
          Map.entry("cent", "¢"),
          Map.entry("hellip", "…"),
          Map.entry("mdash", "—"),
          Map.entry("ndash", "–"),
          Map.entry("bull", "•"),
          Map.entry("middot", "·"),
          Map.entry("times", "×"),
          Map.entry("plusmn", "±"),
          Map.entry("frac12", "½"),
          Map.entry("laquo", "«"),
          Map.entry("raquo", "»"),
          Map.entry("ldquo", "“"),
          Map.entry("rdquo", "”"),
          Map.entry("lsquo", "‘"),
          Map.entry("rsquo", "’"));

  private Entities() {}

  /** Returns {@code text} with character references replaced by their characters. */
  static String decode(String text) {
    int next = text.indexOf('&');
    if (next < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    while (next >= 0) {
      int end = end(text, next + 1);
      Optional<String> character =
          end < 0 ? Optional.empty() : character(text.substring(next + 1, end));
      if (character.isPresent()) {
        out.append(text, done, next).append(character.get());
        done = end + 1;
      }
      next = text.indexOf('&', Math.max(done, next + 1));
    }
    return out.append(text, done, text.length()).toString();
  }

  private static int end(String text, int from) {
    int most = Math.min(text.length(), from + MAX_NAME + 1);
    for (int i = from; i < most; i++) {
      if (text.charAt(i) == ';') {
        return i;
      }
    }
    return -1;
  }

  private static Optional<String> character(String name) {
    return name.startsWith("#")
        ? numbered(name.substring(1))
        : Optional.ofNullable(NAMED.get(name));
  }

  private static Optional<String> numbered(String number) {
    try {
      int code =
          number.startsWith("x") || number.startsWith("X")
              ? Integer.parseInt(number.substring(1), 16)
              : Integer.parseInt(number);
      return Character.isValidCodePoint(code)
          ? Optional.of(Character.toString(code))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
