package ai.joinly.manager.domain.agent;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Language codes that speech services accept. */
public final class LanguageCodes {
  private static final Set<String> ISO_639_1 = Set.of(Locale.getISOLanguages());

  /** Whisper's three-letter codes, and the codes for several languages. */
  private static final Set<String> OTHERS = Set.of("yue", "haw", "multi", "auto");

  private LanguageCodes() {}

  /**
   * Returns whether {@code code} begins with a known language; a region may follow, as in de-AT.
   */
  public static boolean isKnown(String code) {
    String language = code.strip().split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
    return ISO_639_1.contains(language) || OTHERS.contains(language);
  }

  /** Returns the code of a language given by its English name or its three-letter code. */
  public static Optional<String> suggest(String language) {
    String plain = language.strip();
    return Stream.of(Locale.getISOLanguages())
        .filter(
            code ->
                Locale.of(code).getISO3Language().equalsIgnoreCase(plain)
                    || Locale.of(code).getDisplayLanguage(Locale.ENGLISH).equalsIgnoreCase(plain))
        .findFirst();
  }
}
