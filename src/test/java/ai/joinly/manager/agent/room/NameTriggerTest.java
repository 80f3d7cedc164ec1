package ai.joinly.manager.agent.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.agent.AgentConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NameTriggerTest {
  /** The name, what is said, and whether that names the agent. */
  private static final String TABLE =
      """
      Joe | Hey JOE, what now? | yes
      Joe | joe | yes
      Joe | Joey said so | no
      Joe | banjoe | no
      Joe | | no
      José | well, jose? | yes
      Jose | ¿José, vienes? | yes
      Strauss | Herr Strauß! | yes
      Dr. Bot-2 | ask dr bot 2 please | yes
      Dr. Bot-2 | ask dr bot please | no
      Ada | Ada's idea was better | yes
      Ada | Ada’s idea | yes
      Ada | Adas Vorschlag gefällt mir | yes
      Ada | the Adash method | no
      Al | als ich kam | no
      Ada | AdaLovelace | no
      Ada Lovelace | Ada Lovelace, please | yes
      Ada Lovelace | ada-lovelace? | yes
      Ada Lovelace | Ada, please | no
      O'Brien | Mr O’Brien, your turn | yes
      Jean-Luc | Jean Luc, tu viens ? | yes
      Łukasz | Lukasz, co myślisz? | yes
      Søren | Soren, er du der? | yes
      Zoë | zoe | yes
      İpek | ipek ne dersin | yes
      Ada | qu'en pense d'Ada ? | yes
      Анна | Скажи, анна, как дела? | yes
      Анна | Марианна пришла | no
      Άννα | άννα, τι λες; | yes
      小明 | 请问小明今天怎么样 | yes
      小明 | 请问小红今天怎么样 | no
      小明 | 小 明 你好 | yes
      小明2 | 小明2号 | yes
      Ada | 请Ada回答这个问题 | yes
      Ada | Adaさん、どう思いますか | yes
      Ada | ねえＡｄａ、聞いて | yes
      Ada | Adamさん、どう思いますか | no
      アダ | アダさん、お願いします | yes
      アダ | ｱﾀﾞさん | yes
      アダ | アダプターを買いました | no
      アダ | ブレアダさん | no
      太郎 | 太郎くんはどう? | yes
      山田 太郎 | 山田太郎さん、お願いします | yes
      さくら | さくらさん、どうぞ | yes
      Ada | Ada가 뭐라고 했어요? | yes
      Ada | Ada님, 어떻게 생각하세요? | yes
      지민 | 지민아 시작해 | yes
      지민 | 지민이가 말했어요 | yes
      지민 | 지민씨는 어때요? | yes
      지민 | 지민님께서 하셨어요 | yes
      지민 | 지민 선생님 | yes
      지민 | 지민선생님, 질문 있어요 | yes
      지민 | 지민주는 오늘 안 와요 | no
      지미 | 지민아 시작해 | no
      민 | 지민아 시작해 | no
      봄 | 봄아, 뭐 해? | yes
      봄 | 봄비가 와요 | no
      เอดา | สวัสดีเอดาครับ | yes
      เอดา | สวัสดีครับ | no
      ນາງ | ສະບາຍດີນາງເຈົ້າ | yes
      آدا | يا ادا، ما رأيك؟ | yes
      مُحَمَّد | محمد، تفضل | yes
      נועה | נֹועָה, מה דעתך? | yes
      अदा | अदा, आप बताइए | yes
      C-3PO | c 3po, come here | yes
      🤖 Ada | hey Ada | yes
      🤖 | hey 🤖 | no
      *** | really *** yes | no
      !? | really !? yes | no
      """;

  @TestFactory
  Stream<DynamicTest> findsNames() {
    return TABLE
        .lines()
        .map(
            line -> {
              List<String> row = List.of(line.split("\\|", -1));
              return DynamicTest.dynamicTest(
                  line,
                  () ->
                      assertEquals(
                          row.get(2).strip().equals("yes"),
                          new NameTrigger(row.get(0).strip()).isIn(row.get(1).strip()),
                          line));
            });
  }

  @Test
  void findsAliasesToo() {
    NameTrigger trigger =
        new NameTrigger(
            AgentConfig.builder("Ada Lovelace", "https://meet.test/abc")
                .nameAliases(List.of("Ada", "艾达", "***"))
                .build());
    assertTrue(trigger.isIn("Ada, please"));
    assertTrue(trigger.isIn("请艾达回答"));
    assertTrue(trigger.isIn("Ada Lovelace!"));
    assertFalse(trigger.isIn("Lovelace *** 艾米"));
  }

  @Test
  void knowsWhetherItCanBeHeard() {
    assertFalse(new NameTrigger("🤖").canBeHeard());
    assertFalse(new NameTrigger("***").canBeHeard());
    assertTrue(new NameTrigger("🤖7").canBeHeard());
  }

  @Test
  void aHugeTextIsSearchedInNoTime() {
    String huge = "adaada ".repeat(500_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertFalse(new NameTrigger("ada").isIn(huge)));
  }
}
