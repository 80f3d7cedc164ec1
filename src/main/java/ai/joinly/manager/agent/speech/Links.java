package ai.joinly.manager.agent.speech;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Replacer of Markdown links and images: by their text for a voice, by their text and full address
 * for a chat. Removes footnote marks. Needs one pass, also for nested links.
 */
final class Links {
  private static final int MAX_ADDRESS = 2_048;
  private static final int MAX_NAME = 100;

  /** Placeholder for a removed character; cleaned texts do not contain it. */
  private static final char REMOVED = '\uE000';

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

  /** Removes the lines {@code [name]: address}; for a chat the address is kept. */
  private String withoutDefinitions() {
    StringBuilder kept = new StringBuilder(text.length());
    for (String line : text.split("\n", -1)) {
      String stripped = line.strip();
      int close = stripped.startsWith("[") ? stripped.indexOf("]:") : -1;
      String rest = close > 1 ? stripped.substring(close + 2).strip() : "";
      if (close > 1 && stripped.charAt(1) == '^') {
        kept.append(rest);
      } else if (close > 1 && close <= MAX_NAME && isAddress(firstWord(rest))) {
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
          opened.clear(); // a link does not span paragraphs
        }
        out.append(character);
        i++;
      }
    }
    return withoutRemoved(out);
  }

  /**
   * Handles the closing bracket of the text that starts at {@code start} in the output.
   *
   * @return the position in the source from which to continue
   */
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
    if (out.length() - start <= MAX_NAME && isFootnote(start)) {
      for (int i = start; i < out.length(); i++) {
        out.setCharAt(i, REMOVED);
      }
      return at + 1;
    }
    if (next == '[' && !defined.isEmpty()) {
      int end = source.indexOf(']', at + 2);
      if (end >= 0 && end - at <= MAX_NAME) {
        String label = source.substring(at + 2, end);
        if (defined.contains(name(label.isBlank() ? out.substring(start + 1) : label))) {
          unwrap(start);
          return end + 1;
        }
      }
    }
    if (out.length() - start <= MAX_NAME && defined.contains(name(out.substring(start + 1)))) {
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
    out.setCharAt(start, REMOVED);
    if (start > 0 && out.charAt(start - 1) == '!') {
      out.setCharAt(start - 1, REMOVED);
    }
  }

  private void link(int start, String address) {
    unwrap(start);
    String plain = address.startsWith("<") ? address.substring(1) : address;
    String full = plain.endsWith(">") ? plain.substring(0, plain.length() - 1) : plain;
    boolean named = hasText(start + 1);
    if (medium == Medium.CHAT && !full.isEmpty()) {
      if (!named || isSameAddress(start + 1, full)) {
        out.setLength(start + 1);
        out.append(full);
      } else {
        out.append(" (").append(full).append(')');
      }
    } else if (!named && full.contains("://") && !isImage(start)) {
      out.append(full);
    }
  }

  private boolean isImage(int start) {
    return start > 0 && out.charAt(start - 1) == REMOVED;
  }

  private boolean hasText(int from) {
    for (int i = from; i < out.length(); i++) {
      if (out.charAt(i) != REMOVED && !Character.isWhitespace(out.charAt(i))) {
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

  /** Returns the index of the bracket that ends the address, or -1. */
  private static int addressEnd(String source, int from) {
    int depth = 0;
    int most = Math.min(source.length(), from + MAX_ADDRESS);
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

  private static String withoutRemoved(StringBuilder marked) {
    StringBuilder kept = new StringBuilder(marked.length());
    for (int i = 0; i < marked.length(); i++) {
      if (marked.charAt(i) != REMOVED) {
        kept.append(marked.charAt(i));
      }
    }
    return kept.toString();
  }
}
