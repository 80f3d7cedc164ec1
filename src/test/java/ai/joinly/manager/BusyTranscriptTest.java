package ai.joinly.manager;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.browser.Chromium;
import ai.joinly.simulator.SimulatorOptions;
import ai.joinly.simulator.meeting.Traffic;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The live transcript in a browser while a participant speaks 20 lines a second. */
@Tag("browser")
class BusyTranscriptTest {
  private static final int LINES = 300;

  @Test
  void everyLineAppearsOnceAndInOrder() throws Exception {
    SimulatorOptions options =
        SimulatorOptions.fast()
            .traffic(new Traffic(Duration.ofMillis(50), "Ada Meyer", "Line {n}.", LINES))
            .build();
    try (Chromium chromium = Chromium.start();
        TestManager manager = new TestManager(1, options);
        Chromium.Tab tab = chromium.open()) {
      String agent =
          manager.create(
              new JsonMapper()
                  .createObjectNode()
                  .put("name", "Bea")
                  .put("meeting_url", "https://meet.google.com/abc-defg-hij")
                  .put("name_trigger", true));
      Page page = tab.page();
      page.navigate("http://127.0.0.1:" + manager.application.port() + "/ui/#/agents/" + agent);
      Locator words = page.locator(".line-words .text");
      assertThat(words.last())
          .hasText(
              "Line " + LINES + ".", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
      List<String> expected =
          IntStream.rangeClosed(1, LINES).mapToObj(n -> "Line " + n + ".").toList();
      assertEquals(expected, words.allTextContents().stream().map(String::strip).toList());
      assertEquals(
          true,
          page.locator(".transcript")
              .evaluate("n => n.scrollHeight - n.scrollTop - n.clientHeight < 60"),
          "the page follows the end");
      tab.assertNoFault();
    }
  }
}
