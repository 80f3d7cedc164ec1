package ai.joinly.manager.agent.room;

import ai.joinly.manager.domain.agent.AgentConfig;
import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Detector of an agent's name or aliases in a text. It matches complete words and ignores case,
 * accents and punctuation. A name in a script without spaces is also found inside a sentence, and
 * grammatical endings ("Adas", "지민아", "Adaさん") are accepted.
 */
public final class NameTrigger {
  private static final int SHORTEST_WITH_GENITIVE = 3;

  /** Titles between a Hangul name and its particle. */
  private static final List<String> HANGUL_TITLES =
      List.of("", "이", "씨", "님", "군", "양", "쌤", "선생님");

  private static final List<String> HANGUL_PARTICLES =
      List.of(
          "", "아", "야", "여", "가", "이", "은", "는", "을", "를", "의", "에", "에게", "에게서", "한테", "한테서", "께",
          "께서", "께서는", "와", "과", "랑", "이랑", "하고", "도", "만", "로", "으로", "부터", "까지", "보다", "처럼", "요",
          "이요", "라고", "이라고", "라는", "이라는", "라면", "이라면", "이야", "예요", "이에요", "입니다");

  private static final Set<String> HANGUL_ENDINGS =
      HANGUL_TITLES.stream()
          .flatMap(title -> HANGUL_PARTICLES.stream().map(particle -> title + particle))
          .collect(Collectors.toUnmodifiableSet());

  private static final int MAX_HANGUL_ENDING =
      HANGUL_ENDINGS.stream().mapToInt(String::length).max().orElse(0);

  private final List<String> names;

  public NameTrigger(String name) {
    this(List.of(name));
  }

  /** Creates a trigger for the name and the aliases of an agent. */
  public NameTrigger(AgentConfig config) {
    this(Stream.concat(Stream.of(config.name()), config.nameAliases().stream()).toList());
  }

  private NameTrigger(List<String> names) {
    this.names =
        names.stream().map(FoldedWords::of).filter(name -> !name.isEmpty()).distinct().toList();
  }

  /** Returns whether a name can be spoken, that is, has a letter or a digit. */
  public boolean canBeHeard() {
    return !names.isEmpty();
  }

  /** Returns whether {@code text} contains a name of the agent. */
  public boolean isIn(String text) {
    if (names.isEmpty()) {
      return false;
    }
    String words = FoldedWords.of(text);
    return names.stream().anyMatch(name -> isIn(words, name));
  }

  private static boolean isIn(String words, String name) {
    for (int at = words.indexOf(name); at >= 0; at = words.indexOf(name, at + 1)) {
      if (beginsWord(words, at) && endsWord(words, at, at + name.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean beginsWord(String words, int at) {
    if (at == 0 || words.charAt(at - 1) == ' ') {
      return true;
    }
    int first = words.codePointAt(at);
    return FoldedWords.isUnspaced(first)
        && !(isKatakana(first) && isKatakana(words.codePointBefore(at)));
  }

  private static boolean endsWord(String words, int from, int end) {
    if (end == words.length() || words.charAt(end) == ' ') {
      return true;
    }
    int last = words.codePointBefore(end);
    return switch (UnicodeScript.of(last)) {
      case LATIN -> end - from >= SHORTEST_WITH_GENITIVE && rest(words, end, 1).equals("s");
      case HANGUL -> HANGUL_ENDINGS.contains(rest(words, end, MAX_HANGUL_ENDING));
      default ->
          FoldedWords.isUnspaced(last)
              && !isMark(words.codePointAt(end))
              && !(isKatakana(last) && isKatakana(words.codePointAt(end)));
    };
  }

  /**
   * Returns whether a character is Katakana. A foreign word in Katakana is written without spaces:
   * a part of it is not a name.
   */
  private static boolean isKatakana(int c) {
    return c == 'ー' || UnicodeScript.of(c) == UnicodeScript.KATAKANA;
  }

  /**
   * Returns whether a character is a vowel sign or tone mark, which changes the letter before it.
   */
  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  /**
   * Returns the rest of a word; a string that matches no ending if it is longer than {@code
   * longest}.
   */
  private static String rest(String words, int from, int longest) {
    int end = from;
    while (end < words.length() && words.charAt(end) != ' ') {
      if (end - from == longest) {
        return "(longer)";
      }
      end++;
    }
    return words.substring(from, end);
  }
}
