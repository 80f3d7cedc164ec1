package ai.joinly.manager.agent.turn.answer;

import ai.joinly.manager.meeting.MeetingTool;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the text of an answer means: words for people, silence, or nothing. */
public sealed interface PlainText {
  /** Words that are meant for people. */
  record Words(String text) implements PlainText {}

  /** The model says that it has nothing to say. */
  record Silence() implements PlainText {}

  /** There is no text. */
  record None() implements PlainText {}

  /** The word with which a model in text mode stays silent. */
  String SILENCE = "SILENCE";

  /** Longer lines are never a sign of silence. */
  int LONGEST_SIGN = 60;

  /** What means silence when it is all there is; without spaces and punctuation. */
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

  /** What means silence only in brackets: bare it can be an answer. */
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
   * @param agent the agent's name, which a model may put in front of its words
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
    // A model that explains its silence does so after the word.
    if (isSilence(lines.getFirst(), agent)) {
      return new Silence();
    }
    String words = String.join("\n", text.strip().lines().limit(end).toList());
    return new Words(withoutToolName(withoutPrefix(words, agent).strip()));
  }

  /** Some models write the tool's name in front of the words: {@code speak_text: "Hi"}. */
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
    if (line.length() > LONGEST_SIGN + agent.length()) {
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

  /** Dots, dashes, brackets and the like; no emoji. */
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

  /** Whether brackets or emphasis, as of a stage direction, stand around the words. */
  private static boolean isBracketed(String words) {
    int first = 0;
    while (first < words.length() && "`\"'“ ".indexOf(words.charAt(first)) >= 0) {
      first++;
    }
    return first < words.length() && "([<{*_".indexOf(words.charAt(first)) >= 0;
  }

  /** Takes {@code Name:} away from the beginning, with or without emphasis. */
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
