package ai.joinly.manager.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each page in each theme, by the rules of axe-core. */
@Tag("browser")
class AccessibilityTest {
  private static Chromium chromium;
  private static DemoManager manager;
  private static String agent;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.start();
    manager = new DemoManager();
    agent = manager.create("Nova");
  }

  @AfterAll
  static void stop() {
    if (manager != null) {
      manager.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void pagesHaveNoViolation(ColorScheme theme) throws Exception {
    // Axe-core is injected as a script, which the page's own policy forbids.
    try (Chromium.Tab tab =
        chromium.open(new Browser.NewContextOptions().setColorScheme(theme).setBypassCSP(true))) {
      Page page = tab.page();
      page.navigate(manager.url("/ui/#/agents/" + agent));
      assertThat(page.locator(".badge").first()).containsText("In the meeting");
      manager.say(agent, "Ada Meyer", "Nova, who is in the meeting with us?");
      assertThat(page.locator(".line-words.is-own").first()).isVisible();
      for (String path :
          List.of(
              "agents/" + agent,
              "agents/" + agent + "/minutes",
              "agents/" + agent + "/log",
              "agents/" + agent + "/config",
              "agents/" + agent + "/usage",
              "",
              "new",
              "minutes",
              "figures",
              "settings",
              "demo")) {
        page.navigate(manager.url("/ui/#/" + path));
        assertThat(page.locator("h1")).isVisible();
        assertThat(page.locator(".spinner")).hasCount(0);
        List<String> violations =
            new AxeBuilder(page)
                .analyze().getViolations().stream().map(AccessibilityTest::described).toList();
        assertEquals(List.of(), violations, path + " in " + theme);
      }
    }
  }

  private static String described(Rule rule) {
    return rule.getId()
        + ": "
        + rule.getHelp()
        + rule.getNodes().stream()
            .limit(3)
            .map(node -> "\n  " + node.getHtml() + " " + node.getFailureSummary())
            .toList();
  }
}
