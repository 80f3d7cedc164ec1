package ai.joinly.manager.llm.reading;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remover of the reasoning that a model writes into its answer: between tags such as {@code
 * <think>}, between other models' marks, or in a separate channel.
 */
public final class Thinking {
  private static final Set<String> TAGS =
      Set.of(
          "think",
          "thinking",
          "thought",
          "thoughts",
          "reason",
          "reasoning",
          "reflection",
          "scratchpad",
          "inner_thoughts",
          "inner_monologue",
          "chain_of_thought");

  private static final Map<String, Kind> MARKS =
      Map.of(
          "[THINK]", Kind.OPEN,
          "[/THINK]", Kind.CLOSE,
          "◁think▷", Kind.OPEN,
          "◁/think▷", Kind.CLOSE,
          "<|begin_of_thought|>", Kind.OPEN,
          "<|end_of_thought|>", Kind.CLOSE,
          "<|begin_of_solution|>", Kind.DROP,
          "<|end_of_solution|>", Kind.DROP);

  private static final String CHANNEL = "<|channel|>";
  private static final String START = "<|start|>";
  private static final String MESSAGE = "<|message|>";
  private static final List<String> CHANNEL_ENDS = List.of("<|end|>", "<|return|>");

  /** Channel names that remain when a server removed the special tokens. */
  private static final String BARE_ANALYSIS = "analysis";

  private static final String BARE_FINAL = "assistantfinal";

  private static final List<String> ANSWER_TAGS = List.of("answer", "final_answer", "response");
  private static final int MAX_TAG_LENGTH = 200;

  private enum Kind {
    OPEN,
    CLOSE,
    /** Without meaning. */
    DROP,
    /** Part of a tool call, which is parsed later. */
    KEEP
  }

  /** Mark in the text; marks with the same name form pairs. */
  private record Mark(Kind kind, String name, int end) {}

  private final String text;
  private final StringBuilder kept = new StringBuilder();

  /** Text after a closing mark while another mark of the same name is still open. */
  private final StringBuilder pending = new StringBuilder();

  private final Deque<String> open = new ArrayDeque<>();
  private final Map<String, Integer> openByName = new HashMap<>();
  private boolean isPending;

  private Thinking(String text) {
    this.text = text;
  }

  /** Returns {@code text} without its reasoning. */
  public static String strip(String text) {
    if (text.startsWith(BARE_ANALYSIS) && text.contains(BARE_FINAL)) {
      return text.substring(text.lastIndexOf(BARE_FINAL) + BARE_FINAL.length()).strip();
    }
    if (text.indexOf('<') < 0 && text.indexOf('[') < 0 && text.indexOf('◁') < 0) {
      return text.strip();
    }
    return new Thinking(text).rest();
  }

  private String rest() {
    boolean any = false;
    int at = 0;
    while (at < text.length()) {
      Mark mark = mark(at);
      if (mark == null) {
        append(text.charAt(at));
        at++;
        continue;
      }
      any |= mark.kind() != Kind.KEEP;
      switch (mark.kind()) {
        case OPEN -> open(mark.name());
        case CLOSE -> close(mark.name());
        case DROP -> {}
        case KEEP -> text.substring(at, mark.end()).chars().forEach(c -> append((char) c));
      }
      at = mark.end();
    }
    if (isPending) {
      kept.append(pending); // the last opening mark was only mentioned
    }
    String rest = kept.toString().strip();
    return any ? unwrapped(rest) : rest;
  }

  private void append(char c) {
    if (open.isEmpty()) {
      kept.append(c);
    } else if (isPending) {
      pending.append(c);
    }
  }

  private void open(String name) {
    open.push(name);
    openByName.merge(name, 1, Integer::sum);
    discardPending();
  }

  /**
   * Handles a closing mark. Without an opening one it ends reasoning that started before the
   * answer.
   */
  private void close(String name) {
    discardPending();
    if (open.isEmpty()) {
      kept.setLength(0);
      return;
    }
    boolean known = openByName.getOrDefault(name, 0) > 0;
    String closed;
    do {
      closed = open.pop();
      openByName.merge(closed, -1, Integer::sum);
    } while (known && !closed.equals(name));
    isPending = openByName.getOrDefault(closed, 0) > 0;
  }

  private void discardPending() {
    pending.setLength(0);
    isPending = false;
  }

  /** Returns the mark at a position, or null. No Optional: this runs for each character. */
  private @Nullable Mark mark(int at) {
    char c = text.charAt(at);
    if (c != '<' && c != '[' && c != '◁') {
      return null;
    }
    for (Map.Entry<String, Kind> mark : MARKS.entrySet()) {
      if (text.startsWith(mark.getKey(), at)) {
        return new Mark(
            mark.getValue(), mark.getKey().substring(0, 1), at + mark.getKey().length());
      }
    }
    if (c != '<' || isQuoted(at)) {
      return null;
    }
    return text.startsWith("<|", at) ? token(at) : tag(at);
  }

  /** Returns whether the text only mentions a tag, as in {@code `<think>`}. */
  private boolean isQuoted(int at) {
    return at > 0 && text.charAt(at - 1) == '`';
  }

  private @Nullable Mark tag(int at) {
    boolean closing = text.startsWith("/", at + 1);
    int begin = at + (closing ? 2 : 1);
    int end = nameEnd(begin);
    String name = text.substring(begin, end).toLowerCase(Locale.ROOT);
    if (!TAGS.contains(name.substring(name.indexOf(':') + 1))) {
      return null;
    }
    int last = Math.min(text.length(), end + MAX_TAG_LENGTH);
    for (int i = end; i < last; i++) {
      char c = text.charAt(i);
      if (c == '>') {
        boolean empty = text.charAt(i - 1) == '/';
        return new Mark(closing ? Kind.CLOSE : empty ? Kind.DROP : Kind.OPEN, name, i + 1);
      }
      if (c == '<' || (i == end && !Character.isWhitespace(c) && c != '/')) {
        return null;
      }
    }
    return null;
  }

  private int nameEnd(int begin) {
    int end = begin;
    while (end < text.length() && end < begin + 40 && isOfName(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isOfName(char c) {
    return c == '_' || c == ':' || c == '-' || (c < 128 && Character.isLetter(c));
  }

  /**
   * Returns the mark of a special token of gpt-oss, whose messages have a header with role, channel
   * and recipient.
   */
  private @Nullable Mark token(int at) {
    boolean channel = text.startsWith(CHANNEL, at);
    boolean start = text.startsWith(START, at);
    if (channel || start) {
      int begin = at + (channel ? CHANNEL : START).length();
      int end = headerEnd(begin);
      String header = text.substring(begin, end);
      if (start && text.startsWith(CHANNEL, begin + roleLength(begin))) {
        closeChannel();
        return new Mark(Kind.DROP, CHANNEL, begin + roleLength(begin));
      }
      if (header.contains("to=")) {
        closeChannel();
        return new Mark(Kind.KEEP, CHANNEL, end);
      }
      closeChannel();
      boolean reasoning = channel && header.strip().startsWith(BARE_ANALYSIS);
      return new Mark(reasoning ? Kind.OPEN : Kind.DROP, CHANNEL, messageBegin(end));
    }
    for (String token : CHANNEL_ENDS) {
      if (text.startsWith(token, at)) {
        closeChannel();
        return new Mark(Kind.DROP, CHANNEL, at + token.length());
      }
    }
    return null;
  }

  private int headerEnd(int begin) {
    int last = Math.min(text.length(), begin + MAX_TAG_LENGTH);
    for (int i = begin; i < last; i++) {
      if (text.charAt(i) == '<' && text.startsWith(MESSAGE, i)) {
        return i;
      }
      if (text.charAt(i) == '\n') {
        return i;
      }
    }
    return begin + roleLength(begin);
  }

  private int messageBegin(int headerEnd) {
    return text.startsWith(MESSAGE, headerEnd) ? headerEnd + MESSAGE.length() : headerEnd;
  }

  private int roleLength(int begin) {
    return nameEnd(begin) - begin;
  }

  private void closeChannel() {
    if (openByName.getOrDefault(CHANNEL, 0) > 0) {
      close(CHANNEL);
    }
  }

  /** Removes the answer tags, which models that mark their reasoning may use. */
  private static String unwrapped(String answer) {
    for (String tag : ANSWER_TAGS) {
      String opening = "<" + tag + ">";
      String closing = "</" + tag + ">";
      if (answer.startsWith(opening)) {
        int end = answer.endsWith(closing) ? answer.length() - closing.length() : answer.length();
        return answer.substring(opening.length(), end).strip();
      }
    }
    return answer;
  }
}
