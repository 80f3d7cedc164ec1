package ai.joinly.manager.agent.speech;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Web address within a text.
 *
 * @param start index of its first character
 * @param end index after its last character
 */
record WebAddress(int start, int end) {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?:(?i:https?|ftp|wss?)://(?:[\\p{L}\\p{N}-]{1,63}\\.){0,8}"
              + "|(?i:www)\\.(?=[\\p{L}\\p{N}]))"
              + "[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%\\p{IsLatin}\\p{IsGreek}\\p{IsCyrillic}-]++");

  /** Trailing characters that belong to the surrounding sentence or markup. */
  private static final String TRAILING = ".,;:!?'*_~";

  private static final Pattern OTHER_SCHEME =
      Pattern.compile("(?<![A-Za-z0-9])(?:mailto:(?=[^\\s@]{1,64}@)|tel:(?=\\+?[0-9]))");

  /** Returns the addresses in {@code text}, in order. */
  static List<WebAddress> in(String text) {
    List<WebAddress> found = new ArrayList<>();
    Matcher matcher = ADDRESS.matcher(text);
    while (matcher.find()) {
      found.add(new WebAddress(matcher.start(), end(text, matcher.start(), matcher.end())));
    }
    return found;
  }

  private static int end(String text, int start, int end) {
    int round = balance(text, start, end, '(', ')');
    int square = balance(text, start, end, '[', ']');
    int to = end;
    while (to > start + 1) {
      char last = text.charAt(to - 1);
      if (last == ')' && round < 0) {
        round++;
      } else if (last == ']' && square < 0) {
        square++;
      } else if (TRAILING.indexOf(last) < 0) {
        return to;
      }
      to--;
    }
    return to;
  }

  private static int balance(String text, int start, int end, char opens, char closes) {
    int balance = 0;
    for (int i = start; i < end; i++) {
      balance += text.charAt(i) == opens ? 1 : text.charAt(i) == closes ? -1 : 0;
    }
    return balance;
  }

  /** Returns {@code text} with each address replaced by its host. */
  static String toHosts(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    for (WebAddress address : in(text)) {
      out.append(text, done, address.start());
      out.append(host(text.substring(address.start(), address.end())));
      done = address.end();
    }
    return OTHER_SCHEME.matcher(out.append(text, done, text.length())).replaceAll("");
  }

  /** Returns the host of an address without {@code www.}, as it is spoken. */
  static String host(String address) {
    int scheme = address.indexOf("://");
    int from = scheme < 0 ? 0 : scheme + 3;
    int to = from;
    while (to < address.length() && "/?#".indexOf(address.charAt(to)) < 0) {
      if (address.charAt(to) == '@') {
        from = to + 1;
      }
      to++;
    }
    String host = address.substring(from, to).toLowerCase(Locale.ROOT);
    int port = host.indexOf(':', host.indexOf(']') + 1);
    String name = port < 0 ? host : host.substring(0, port);
    String plain = name.startsWith("www.") ? name.substring(4) : name;
    return plain.contains("xn--") ? IDN.toUnicode(plain) : plain;
  }
}
