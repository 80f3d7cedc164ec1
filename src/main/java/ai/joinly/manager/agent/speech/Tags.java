package ai.joinly.manager.agent.speech;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Filter for HTML and SSML tags and for tags invented by models. Keeps text that only resembles a
 * tag, such as {@code List<String>} or {@code a < b}.
 */
final class Tags {
  private static final Pattern TAG =
      Pattern.compile(
          "<((?:[A-Za-z][A-Za-z0-9+.-]{1,15}:|[^\\s<>@]{1,64}@)[^\\s<>]{1,2000})>" // an address
              + "|<(/?)([A-Za-z](?:[A-Za-z0-9:_-]{0,30}[A-Za-z0-9])?)(?:[\\s/][^<>]{0,1000})?>"
              + "|<!--[^<>]{0,2000}-->" // a comment
              + "|<\\|[^|<>\\n]{1,40}\\|>" // a marker such as <|im_end|>
              + "|【[^【】\\n]{0,60}†[^【】\\n]{0,60}】"); // a model's source reference

  private static final int ADDRESS = 1;
  private static final int SLASH = 2;
  private static final int NAME = 3;

  private static final Set<String> BREAKING =
      Set.of(
          "br",
          "p",
          "div",
          "li",
          "ul",
          "ol",
          "dl",
          "dt",
          "dd",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "hr",
          "tr",
          "table",
          "thead",
          "tbody",
          "blockquote",
          "pre",
          "section",
          "article",
          "header",
          "footer",
          "summary",
          "details",
          "html",
          "head",
          "body",
          "title");

  private static final Set<String> INLINE =
      Set.of(
          // HTML
          "a",
          "abbr",
          "b",
          "bdi",
          "bdo",
          "big",
          "cite",
          "code",
          "del",
          "dfn",
          "em",
          "font",
          "i",
          "img",
          "ins",
          "kbd",
          "label",
          "mark",
          "q",
          "ruby",
          "rt",
          "rp",
          "s",
          "samp",
          "small",
          "span",
          "strike",
          "strong",
          "sub",
          "sup",
          "td",
          "th",
          "time",
          "tt",
          "u",
          "var",
          "wbr",
          // SSML
          "speak",
          "break",
          "prosody",
          "emphasis",
          "say-as",
          "phoneme",
          "voice",
          "audio",
          "w",
          "lang",
          "desc",
          "lexicon",
          "metadata",
          "meta");

  private static final Set<String> SSML_PREFIXES = Set.of("amazon", "mstts", "google");

  private Tags() {}

  /** Returns {@code text} without tags. */
  static String remove(String text) {
    if (text.indexOf('<') < 0 && text.indexOf('【') < 0) {
      return text;
    }
    Set<String> closed = closed(text);
    StringBuilder out = new StringBuilder(text.length());
    Matcher matcher = TAG.matcher(text);
    int done = 0;
    int lineStart = 0;
    while (matcher.find()) {
      for (int i = done; i < matcher.start(); i++) {
        lineStart = text.charAt(i) == '\n' ? i + 1 : lineStart;
      }
      out.append(text, done, matcher.start());
      out.append(replacement(matcher, closed, text.startsWith("|", lineStart)));
      done = matcher.end();
    }
    return out.append(text, done, text.length()).toString();
  }

  private static Set<String> closed(String text) {
    Set<String> closed = new HashSet<>();
    Matcher matcher = TAG.matcher(text);
    while (matcher.find()) {
      if ("/".equals(matcher.group(SLASH))) {
        closed.add(name(matcher));
      }
    }
    return closed;
  }

  private static String name(Matcher matcher) {
    return matcher.group(NAME).toLowerCase(Locale.ROOT);
  }

  private static String replacement(Matcher matcher, Set<String> closed, boolean inTable) {
    if (matcher.group(NAME) == null) {
      return matcher.group(ADDRESS) == null ? "" : matcher.group(ADDRESS);
    }
    String name = name(matcher);
    if (BREAKING.contains(name)) {
      return inTable ? " " : "\n";
    }
    int colon = name.indexOf(':');
    boolean known =
        INLINE.contains(name)
            || closed.contains(name)
            || (colon > 0 && SSML_PREFIXES.contains(name.substring(0, colon)));
    if (known) {
      return name.equals("td") || name.equals("th") || name.equals("break") ? " " : "";
    }
    return matcher.group();
  }
}
