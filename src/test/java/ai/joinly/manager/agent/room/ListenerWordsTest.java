package ai.joinly.manager.agent.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ListenerWordsTest {
  /** A language, what listeners say, and behind the bar what is more than that. */
  private static final String TABLE =
      """
      en: mhm; Mm-hmm.; yes; Yes, right.; okay; Okay, I see.; aha; uh-huh; got it; Hmmm...; yeah yeah | yes but wait; no; right now; okay then stop; I see a problem; yes it costs ten; wait; good morning; what
      de: mhm; ja; Ja, genau.; genau; okay; stimmt; alles klar; verstehe; ach so; jaja | ja aber; nein; genau das meine ich nicht; halt; warte mal
      fr: oui; d'accord; D’accord, oui.; voilà; exactement; je vois; bien sûr; tout à fait; ouais; c'est ça | oui mais; non; attends; je vois un problème
      es: sí; Si, claro; claro; vale; exacto; de acuerdo; entiendo; ya veo; así es; por supuesto | sí pero; no; espera; vale la pena
      it: sì; certo; va bene; esatto; giusto; capito; d'accordo; infatti; ho capito; perfetto | sì ma; no; aspetta; va bene domani
      pt: sim; claro; tá bom; certo; exatamente; entendi; pois é; isso mesmo; com certeza; está bem | sim mas; não; espera; certo número
      nl: ja; precies; inderdaad; klopt; oké; snap ik; natuurlijk; is goed; zeker; helder | ja maar; nee; wacht even; zeker niet
      pl: tak; no tak; dobrze; jasne; dokładnie; rozumiem; racja; oczywiście; w porządku; zgadza się | tak ale; nie; czekaj; dobrze by było
      ja: はい; はい、はい。; うん; ええ; そうですね; なるほど; あー、そうですか; 確かに; わかりました; へえー; ハイ | はい、でも; いいえ; 待ってください; そうではありません; ねえ; 名前
      zh: 嗯; 嗯嗯; 好的; 对; 对对对; 没错; 是的; 明白了; 原来如此; 嗯,好的; 當然 | 好的但是; 不对; 不是; 等一下; 好人; 是谁
      ko: 네; 네네; 네, 네.; 예; 응; 맞아요; 그렇군요; 알겠습니다; 아 그렇구나; 좋아요 | 네 그런데; 아니요; 잠깐만요; 네가
      """;

  @TestFactory
  Stream<DynamicTest> knowsTheWordsOfEachLanguage() {
    return TABLE
        .lines()
        .flatMap(
            line -> {
              String language = line.substring(0, 2);
              String[] halves = line.substring(3).split("\\|", -1);
              assertTrue(halves[0].split(";", -1).length >= 8, language);
              return Stream.concat(
                  Stream.of(halves[0].split(";", -1)).map(words -> test(language, words, true)),
                  Stream.of(halves[1].split(";", -1)).map(words -> test(language, words, false)));
            });
  }

  private static DynamicTest test(String language, String words, boolean expected) {
    return DynamicTest.dynamicTest(
        language + ": " + words + " " + expected,
        () -> assertEquals(expected, ListenerWords.of(language).matches(words.strip())));
  }

  @Test
  void everyLanguageHasAList() {
    assertEquals(
        Set.of("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja", "zh", "ko"),
        new TreeSet<>(ListenerWords.LANGUAGES));
    ListenerWords.sizes().forEach((language, size) -> assertTrue(size >= 40, language));
  }

  @Test
  void englishIsKnownEverywhere() {
    for (String language : List.of("de", "ja", "tlh", "", "xx-YY", "not a language")) {
      assertTrue(ListenerWords.of(language).matches("Okay, right."), language);
      assertFalse(ListenerWords.of(language).matches("Okay, wait."), language);
    }
    assertFalse(ListenerWords.of("en").matches("genau"));
  }

  @Test
  void readsLanguageCodesAsTheyAreWritten() {
    for (String code : List.of("de-DE", "de_AT", "DE", "deu", "multi", "auto")) {
      assertTrue(ListenerWords.of(code).matches("genau"), code);
    }
    assertSame(ListenerWords.of("de"), ListenerWords.of("de-CH"));
    assertTrue(ListenerWords.of("zh-Hant-TW").matches("對啊"));
    assertFalse(ListenerWords.of("multi").matches("No."));
  }

  @Test
  void countsWhatHasNoWordAndNoLongText() {
    ListenerWords words = ListenerWords.of("en");
    assertTrue(words.matches("..."));
    assertTrue(words.matches(""));
    assertFalse(words.matches("yes yes yes yes yes yes"));
    assertFalse(words.matches("absolutely definitely understood"));
    assertFalse(words.matches("yes ".repeat(1_000_000)));
  }
}
