package ai.joinly.manager.agent.speech;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Replaces Markdown's links and images: for a voice by their text, for a chat by their text and the
 * whole address. Footnote marks go. One pass, also over nested links.
 */
final class Links {
  private static final int LONGEST_ADDRESS = 2_048;
  private static final int LONGEST_NAME = 100;

  /** Stands for a character that goes; cleaned texts have none of these. */
  private static final char GONE = '\uE000';

  private final String text;
  private final Medium medium;
  private final Set<String> defined = new HashSet<>();
  private final StringBuilder out;
  private final Deque<Integer> opened = new ArrayDeque<>();

  private Links(String text, Medium medium) {
    this.text = text;
    this.medium = medium;
    this.out = new StringBuilder(text.length());
  }

  /** Returns {@code text} without the markup of links. */
  static String replace(String text, Medium medium) {
    if (text.indexOf('[') < 0) {
      return text;
    }
    Links links = new Links(text, medium);
    return links.replaceIn(links.withoutDefinitions());
  }

  /** Removes the lines {@code [name]: address}; in a chat the address stays. */
  private String withoutDefinitions() {
    StringBuilder kept = new StringBuilder(text.length());
    for (String line : text.split("\n", -1)) {
      String stripped = line.strip();
      int close = stripped.startsWith("[") ? stripped.indexOf("]:") : -1;
      String rest = close > 1 ? stripped.substring(close + 2).strip() : "";
      if (close > 1 && stripped.charAt(1) == '^') {
        kept.append(rest);
      } else if (close > 1 && close <= LONGEST_NAME && isAddress(firstWord(rest))) {
        defined.add(name(stripped.substring(1, close)));
        kept.append(medium == Medium.CHAT ? stripped.substring(1) : "");
        if (medium == Medium.CHAT) {
          kept.deleteCharAt(kept.length() - stripped.length() + close);
        }
      } else {
        kept.append(line);
      }
      kept.append('\n');
    }
    kept.setLength(kept.length() - 1);
    return kept.toString();
  }

  private static String firstWord(String rest) {
    int end = 0;
    while (end < rest.length() && !Character.isWhitespace(rest.charAt(end))) {
      end++;
    }
    return rest.substring(0, end);
  }

  private static String name(String label) {
    return label.strip().toLowerCase(Locale.ROOT);
  }

  private String replaceIn(String source) {
    int i = 0;
    while (i < source.length()) {
      char character = source.charAt(i);
      if (character == '\\' && i + 1 < source.length()) {
        out.append(character).append(source.charAt(i + 1));
        i += 2;
      } else if (character == '[') {
        opened.push(out.length());
        out.append(character);
        i++;
      } else if (character == ']' && !opened.isEmpty()) {
        i = close(source, i, opened.pop());
      } else {
        if (character == '\n' && i + 1 < source.length() && source.charAt(i + 1) == '\n') {
          opened.clear(); // no link goes beyond a paragraph
        }
        out.append(character);
        i++;
      }
    }
    return withoutGone(out);
  }

  /** Ends what began at {@code start} in the output; returns where to go on in the source. */
  private int close(String source, int at, int start) {
    int next = at + 1 < source.length() ? source.charAt(at + 1) : -1;
    if (next == '(') {
      int end = addressEnd(source, at + 2);
      String address = end < 0 ? "" : firstWord(source.substring(at + 2, end).strip());
      if (end >= 0 && (address.isEmpty() || isAddress(address))) {
        link(start, address);
        return end + 1;
      }
    }
    if (out.length() - start <= LONGEST_NAME && isFootnote(start)) {
      for (int i = start; i < out.length(); i++) {
        out.setCharAt(i, GONE);
      }
      return at + 1;
    }
    if (next == '[' && !defined.isEmpty()) {
      int end = source.indexOf(']', at + 2);
      if (end >= 0 && end - at <= LONGEST_NAME) {
        String label = source.substring(at + 2, end);
        if (defined.contains(name(label.isBlank() ? out.substring(start + 1) : label))) {
          unwrap(start);
          return end + 1;
        }
      }
    }
    if (out.length() - start <= LONGEST_NAME && defined.contains(name(out.substring(start + 1)))) {
      unwrap(start);
      return at + 1;
    }
    out.append(']');
    return at + 1;
  }

  private boolean isFootnote(int start) {
    return out.length() > start + 1 && out.charAt(start + 1) == '^' && !hasBlank(start);
  }

  private boolean hasBlank(int start) {
    for (int i = start; i < out.length(); i++) {
      if (Character.isWhitespace(out.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private void unwrap(int start) {
    out.setCharAt(start, GONE);
    if (start > 0 && out.charAt(start - 1) == '!') {
      out.setCharAt(start - 1, GONE);
    }
  }

  private void link(int start, String address) {
    unwrap(start);
    String plain = address.startsWith("<") ? address.substring(1) : address;
    String whole = plain.endsWith(">") ? plain.substring(0, plain.length() - 1) : plain;
    boolean named = hasText(start + 1);
    if (medium == Medium.CHAT && !whole.isEmpty()) {
      if (!named || isSameAddress(start + 1, whole)) {
        out.setLength(start + 1);
        out.append(whole);
      } else {
        out.append(" (").append(whole).append(')');
      }
    } else if (!named && whole.contains("://") && !isImage(start)) {
      out.append(whole);
    }
  }

  private boolean isImage(int start) {
    return start > 0 && out.charAt(start - 1) == GONE;
  }

  private boolean hasText(int from) {
    for (int i = from; i < out.length(); i++) {
      if (out.charAt(i) != GONE && !Character.isWhitespace(out.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isSameAddress(int from, String address) {
    return out.length() - from <= address.length()
        && !out.substring(from).isBlank()
        && (address.endsWith("//" + out.substring(from).strip())
            || address.endsWith(":" + out.substring(from).strip())
            || address.equals(out.substring(from).strip()));
  }

  /** The bracket that ends the address, or -1. */
  private static int addressEnd(String source, int from) {
    int depth = 0;
    int most = Math.min(source.length(), from + LONGEST_ADDRESS);
    for (int i = from; i < most; i++) {
      switch (source.charAt(i)) {
        case '\n' -> {
          return -1;
        }
        case '(' -> depth++;
        case ')' -> {
          if (depth == 0) {
            return i;
          }
          depth--;
        }
        default -> {}
      }
    }
    return -1;
  }

  private static boolean isAddress(String word) {
    if (word.isEmpty()) {
      return false;
    }
    return "/#.?<".indexOf(word.charAt(0)) >= 0
        || word.indexOf(':') > 1
        || word.indexOf('/') > 0
        || (word.indexOf('.') > 0 && word.indexOf('.') < word.length() - 1);
  }

  private static String withoutGone(StringBuilder marked) {
    StringBuilder kept = new StringBuilder(marked.length());
    for (int i = 0; i < marked.length(); i++) {
      if (marked.charAt(i) != GONE) {
        kept.append(marked.charAt(i));
      }
    }
    return kept.toString();
  }
}
