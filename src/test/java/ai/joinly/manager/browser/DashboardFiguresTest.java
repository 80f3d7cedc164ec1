package ai.joinly.manager.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Prints figures of the dashboard; they depend on the machine, so that nothing is asserted. */
@Tag("browser")
@EnabledIfSystemProperty(named = "dashboard.figures", matches = "true")
class DashboardFiguresTest {
  private static final int AGENTS = 10;
  private static final int SLOWDOWN = 4;
  private static final int SECONDS = Integer.getInteger("dashboard.seconds", 30);

  /** Counts frames, and the longest time between two, for some seconds. */
  private static final String FRAMES =
      """
      (seconds) => new Promise((done) => {
        const begin = performance.now();
        let last = begin, frames = 0, longest = 0;
        const step = (now) => {
          frames++;
          longest = Math.max(longest, now - last);
          last = now;
          if (now - begin < seconds * 1000) requestAnimationFrame(step);
          else done([frames / ((now - begin) / 1000), longest]);
        };
        requestAnimationFrame(step);
      })
      """;

  @Test
  void figures() throws Exception {
    try (Chromium chromium = Chromium.start();
        DemoManager manager = new DemoManager();
        Chromium.Tab tab = chromium.open()) {
      Page page = tab.page();
      CDPSession devTools = tab.context().newCDPSession(page);
      JsonObject rate = new JsonObject();
      rate.addProperty("rate", SLOWDOWN);
      devTools.send("Emulation.setCPUThrottlingRate", rate);
      page.navigate(manager.url("/ui/"));
      assertThat(page.locator(".row").first()).isVisible();
      Object paint =
          page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime");
      print("first paint in ms, CPU " + SLOWDOWN + " times slower: " + paint);
      rate.addProperty("rate", 1);
      devTools.send("Emulation.setCPUThrottlingRate", rate);

      for (int i = 1; i < AGENTS; i++) {
        manager.createTalking("Agent " + i);
      }
      String agent = manager.call("GET", "/agents", null).get(0).get("id").asText();
      for (String path : new String[] {"", "agents/" + agent}) {
        page.navigate(manager.url("/ui/#/" + path));
        assertThat(page.locator("h1")).isVisible();
        devTools.send("HeapProfiler.collectGarbage");
        Object before = page.evaluate("performance.memory.usedJSHeapSize / 1e6");
        Object frames = page.evaluate(FRAMES, SECONDS);
        devTools.send("HeapProfiler.collectGarbage");
        Object after = page.evaluate("performance.memory.usedJSHeapSize / 1e6");
        print("/" + path + " with " + AGENTS + " agents talking");
        print("frames a second, longest frame in ms: " + frames);
        print("heap in MB before and after: " + before + ", " + after);
      }
    }
  }

  private static void print(String figure) {
    System.out.println("FIGURE " + figure);
  }
}
