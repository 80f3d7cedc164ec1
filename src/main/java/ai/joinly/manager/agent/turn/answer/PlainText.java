package ai.joinly.manager.agent.turn.answer;

import ai.joinly.manager.meeting.MeetingTool;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Meaning of an answer's text: words for people, silence, or nothing. */
public sealed interface PlainText {
  /** Words for people. */
  record Words(String text) implements PlainText {}

  /** The model states that it has nothing to say. */
  record Silence() implements PlainText {}

  /** There is no text. */
  record None() implements PlainText {}

  /** The word with which a model in text mode stays silent. */
  String SILENCE = "SILENCE";

  /** Maximum length of a line that can be a sign of silence. */
  int MAX_SIGN = 60;

  /** Lines that mean silence, without spaces and punctuation. */
  Set<String> SIGNS =
      Set.of(
          "silence",
          "endturn",
          "callendturn",
          "endofturn",
          "noresponse",
          "noresponseneeded",
          "noresponserequired",
          "noreply",
          "noreplyneeded",
          "noanswerneeded",
          "staysilent",
          "stayssilent",
          "stayingsilent",
          "remainsilent",
          "remainssilent",
          "remainingsilent");

  /** Lines that mean silence only in brackets: without them they can be an answer. */
  Set<String> BRACKETED_SIGNS =
      Set.of(
          "silent",
          "none",
          "null",
          "nothing",
          "empty",
          "noanswer",
          "nooutput",
          "nospeech",
          "nocomment",
          "nothingtosay",
          "saysnothing",
          "pause",
          "waiting",
          "listening");

  /**
   * Returns the meaning of {@code text}.
   *
   * @param agent the agent's name, which a model may write before its words
   */
  static PlainText of(String text, String agent) {
    List<String> lines = text.strip().lines().map(String::strip).toList();
    int end = lines.size();
    while (end > 0 && (lines.get(end - 1).isEmpty() || isSilence(lines.get(end - 1), agent))) {
      end--;
    }
    if (end == 0) {
      return lines.isEmpty() ? new None() : new Silence();
    }
    // Some models explain their silence after the sign.
    if (isSilence(lines.getFirst(), agent)) {
      return new Silence();
    }
    String words = String.join("\n", text.strip().lines().limit(end).toList());
    return new Words(withoutToolName(withoutPrefix(words, agent).strip()));
  }

  /**
   * Removes the tool's name, which some models write before the words: {@code speak_text: "Hi"}.
   */
  private static String withoutToolName(String text) {
    String words = withoutPrefix(text, MeetingTool.SPEAK).strip();
    if (words.equals(text) || words.isEmpty()) {
      return text;
    }
    int last = words.length() - 1;
    boolean quoted =
        last > 1
            && (words.charAt(0) == '"' || words.charAt(0) == '\'')
            && words.charAt(0) == words.charAt(last);
    return quoted ? words.substring(1, last).strip() : words;
  }

  private static boolean isSilence(String line, String agent) {
    if (line.length() > MAX_SIGN + agent.length()) {
      return false;
    }
    String words = withoutPrefix(line, agent).strip();
    String sign = letters(words);
    if (sign.isEmpty()) {
      return words.chars().allMatch(PlainText::isPunctuation);
    }
    return SIGNS.contains(sign) || (isBracketed(words) && BRACKETED_SIGNS.contains(sign));
  }

  private static String letters(String words) {
    StringBuilder letters = new StringBuilder();
    words.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
    return letters.toString().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns whether the character is punctuation such as dots, dashes and brackets; emoji are not.
   */
  private static boolean isPunctuation(int c) {
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.SPACE_SEPARATOR,
          Character.CONTROL ->
          c != '?' && c != '!';
      default -> c == '`' || c == '<' || c == '>';
    };
  }

  /** Returns whether the words are in brackets or emphasis, like a stage direction. */
  private static boolean isBracketed(String words) {
    int first = 0;
    while (first < words.length() && "`\"'“ ".indexOf(words.charAt(first)) >= 0) {
      first++;
    }
    return first < words.length() && "([<{*_".indexOf(words.charAt(first)) >= 0;
  }

  /** Removes {@code Name:} from the start, with or without emphasis. */
  private static String withoutPrefix(String text, String agent) {
    String name = agent.strip();
    int at = skipMarks(text, 0);
    if (name.isEmpty() || !text.regionMatches(true, at, name, 0, name.length())) {
      return text;
    }
    int end = skipMarks(text, at + name.length());
    if (end >= text.length() || (text.charAt(end) != ':' && text.charAt(end) != '：')) {
      return text;
    }
    return text.substring(skipMarks(text, end + 1));
  }

  private static int skipMarks(String text, int from) {
    int at = from;
    while (at < text.length()
        && ("*_[]".indexOf(text.charAt(at)) >= 0 || Character.isWhitespace(text.charAt(at)))) {
      at++;
    }
    return at;
  }
}
