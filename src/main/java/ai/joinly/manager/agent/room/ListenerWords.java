package ai.joinly.manager.agent.room;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Short words of listeners that signal attention, such as "mhm", "right", "genau", and contribute
 * nothing else. The phrases of each language are in a resource, one per line.
 */
public final class ListenerWords {
  /** Languages that have a list. */
  static final List<String> LANGUAGES =
      List.of("de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "zh");

  private static final Set<String> ANY_LANGUAGE = Set.of("multi", "auto", "mul", "und");
  private static final String ANY = "mul";

  /** Polish for "yes", but "no" in other languages. */
  private static final String POLISH_YES = "no";

  private static final int MAX_WORDS = 5;
  private static final int MAX_CHARACTERS = 25;
  private static final int MAX_TEXT = 200;
  private static final Pattern LONG_SOUND = Pattern.compile("(.)\\1{2,}");
  private static final Pattern KANA_LENGTH = Pattern.compile("[ーっッ]");
  private static final Map<String, ListenerWords> BY_LANGUAGE = new ConcurrentHashMap<>();

  private final Set<String> phrases;

  private ListenerWords(Set<String> phrases) {
    this.phrases = phrases;
  }

  /**
   * Returns the words of a language and of English; the words of all languages if the code stands
   * for any language.
   *
   * @param language an ISO code such as {@code de} or {@code pt-BR}
   */
  public static ListenerWords of(String language) {
    return BY_LANGUAGE.computeIfAbsent(key(language), ListenerWords::load);
  }

  /** Returns one of {@link #LANGUAGES}, or "mul", so that arbitrary input cannot fill the map. */
  private static String key(String tag) {
    String code =
        Locale.forLanguageTag(tag.strip().replace('_', '-')).getLanguage().toLowerCase(Locale.ROOT);
    if (ANY_LANGUAGE.contains(code)
        || ANY_LANGUAGE.contains(tag.strip().toLowerCase(Locale.ROOT))) {
      return ANY;
    }
    return LANGUAGES.stream()
        .filter(known -> known.equals(code) || Locale.of(known).getISO3Language().equals(code))
        .findFirst()
        .orElse("en");
  }

  private static ListenerWords load(String key) {
    List<String> languages = key.equals(ANY) ? LANGUAGES : List.of("en", key);
    return new ListenerWords(
        languages.stream()
            .flatMap(language -> read(language).stream())
            .filter(phrase -> !(key.equals(ANY) && phrase.equals(POLISH_YES)))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Returns the normalized phrases of one language. */
  private static Set<String> read(String language) {
    String name = "listener/" + language + ".txt";
    try (InputStream bytes = ListenerWords.class.getResourceAsStream(name)) {
      if (bytes == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      Set<String> phrases = new HashSet<>();
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#") && !line.isBlank()) {
          phrases.add(folded(line));
        }
      }
      return phrases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String folded(String text) {
    return KANA_LENGTH.matcher(FoldedWords.of(text)).replaceAll("");
  }

  /** Returns whether {@code text} consists of listener words only, or of no words. */
  public boolean matches(String text) {
    if (text.length() > MAX_TEXT) {
      return false;
    }
    String words = folded(text);
    if (words.isEmpty()) {
      return true;
    }
    String[] tokens = words.split(" ");
    return words.length() <= MAX_CHARACTERS
        && tokens.length <= MAX_WORDS
        && consistsOfPhrases(tokens, 0);
  }

  private boolean consistsOfPhrases(String[] tokens, int from) {
    if (from == tokens.length) {
      return true;
    }
    StringBuilder phrase = new StringBuilder();
    for (int end = from; end < tokens.length; end++) {
      phrase.append(end == from ? "" : " ").append(tokens[end]);
      boolean known = end == from ? isKnownWord(tokens[end]) : phrases.contains(phrase.toString());
      if (known && consistsOfPhrases(tokens, end + 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean isKnownWord(String word) {
    return phrases.contains(word)
        || phrases.contains(LONG_SOUND.matcher(word).replaceAll("$1"))
        || phrases.contains(LONG_SOUND.matcher(word).replaceAll("$1$1"))
        || isRepeated(word)
        || (FoldedWords.isUnspaced(word.codePointAt(0)) && consistsOfPhrases(word));
  }

  /** Returns whether a word is a repetition of one phrase, such as "okok" or "네네". */
  private boolean isRepeated(String word) {
    for (int size = 1; size <= word.length() / 2; size++) {
      String unit = word.substring(0, size);
      if (word.length() % size == 0
          && (size > 1 || UnicodeScript.of(unit.charAt(0)) != UnicodeScript.LATIN)
          && phrases.contains(unit)
          && unit.repeat(word.length() / size).equals(word)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a word of a script without spaces consists of phrases. */
  private boolean consistsOfPhrases(String word) {
    boolean[] reached = new boolean[word.length() + 1];
    reached[0] = true;
    for (int from = 0; from < word.length(); from++) {
      for (int end = from + 1; reached[from] && end <= word.length(); end++) {
        reached[end] |= isWordAt(word, from, end) && phrases.contains(word.substring(from, end));
      }
    }
    return reached[word.length()];
  }

  /**
   * Returns whether a phrase may be located there: a single Kana is a word only at the start, as in
   * "あ、はい".
   */
  private static boolean isWordAt(String word, int from, int end) {
    UnicodeScript script = UnicodeScript.of(word.charAt(from));
    boolean kana = script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA;
    return from == 0 || end - from > 1 || !kana;
  }

  /** Returns the number of phrases per language. */
  static Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new TreeMap<>();
    LANGUAGES.forEach(language -> sizes.put(language, read(language).size()));
    return sizes;
  }
}
