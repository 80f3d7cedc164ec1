package ai.joinly.manager.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes the pictures of the documents: {@code mvn surefire:test@browser-test
 * -Dscreenshots.write=true}.
 */
@Tag("browser")
@EnabledIfSystemProperty(named = "screenshots.write", matches = "true")
class ScreenshotsTest {
  private static final Path IMAGES = Path.of("docs/images");
  private static final double MEETING_MILLIS = 240_000;

  @Test
  void allPages() throws Exception {
    try (Chromium chromium = Chromium.start();
        DemoManager manager = new DemoManager()) {
      String agent = manager.call("GET", "/agents", null).get(0).get("id").asText();
      for (String name : List.of("Mia", "Theo", "Lena", "Nova")) {
        manager.createTalking(name);
      }
      String error = manager.create("Otto");
      manager.call("POST", "/agents/" + error + "/stop", null);
      try (Chromium.Tab tab = open(chromium, ColorScheme.LIGHT)) {
        Page page = tab.page();
        page.navigate(manager.url("/ui/#/figures"));
        page.navigate(manager.url("/ui/#/agents/" + agent));
        assertThat(page.locator(".lines"))
            .containsText(
                "In one sentence",
                new LocatorAssertions.ContainsTextOptions().setTimeout(MEETING_MILLIS));
        shot(page, "agent.png");
        page.navigate(manager.url("/ui/#/"));
        assertThat(page.locator(".col-words b")).hasCount(5);
        shot(page, "fleet.png");
        page.navigate(manager.url("/ui/#/demo?agent=" + agent));
        assertThat(page.locator(".line-words").last()).isVisible();
        shot(page, "demo.png");
        page.navigate(manager.url("/ui/#/new"));
        assertThat(page.locator("form")).isVisible();
        shot(page, "new.png");
        page.navigate(manager.url("/ui/#/settings"));
        assertThat(page.locator(".page-settings .card").last()).isVisible();
        shot(page, "settings.png");
        page.navigate(manager.url("/ui/#/agents/" + agent + "/minutes"));
        assertThat(page.locator(".minutes"))
            .containsText(
                "Complete", new LocatorAssertions.ContainsTextOptions().setTimeout(MEETING_MILLIS));
        shot(page, "minutes.png");
        page.navigate(manager.url("/ui/#/figures"));
        assertThat(page.locator(".chart path").first()).isAttached();
        page.evaluate("scrollTo(0, 0)");
        shot(page, "figures.png");
      }
      try (Chromium.Tab tab = open(chromium, ColorScheme.DARK)) {
        tab.page().navigate(manager.url("/ui/#/agents/" + agent));
        assertThat(tab.page().locator(".line-words").last()).isVisible();
        shot(tab.page(), "agent-dark.png");
      }
    }
  }

  private static Chromium.Tab open(Chromium chromium, ColorScheme theme) {
    return chromium.open(
        new Browser.NewContextOptions().setViewportSize(1280, 800).setColorScheme(theme));
  }

  private static void shot(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve(name)));
  }
}
