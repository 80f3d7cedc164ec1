package ai.joinly.manager.browser;

import static ai.joinly.manager.Eventually.eventually;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The list of 1,000 agents, and the page of a manager that stops. */
@Tag("browser")
class LargeFleetTest {
  private static final int AGENTS = 1_000;
  private static final int EVERY_ERROR = 100;

  @Test
  void onlyVisibleAgentsAreInThePageAndTheRightOneIsStopped() throws Exception {
    try (Chromium chromium = Chromium.start();
        ServerUnderTest server = new ServerUnderTest();
        Chromium.Tab tab = chromium.open()) {
      for (int i = 1; i <= AGENTS; i++) {
        server.agents.add(
            i,
            AgentConfig.builder("Agent " + i, "https://meet.google.com/abc-defg-hij").build(),
            i % EVERY_ERROR == 0 ? AgentStatus.ERROR : AgentStatus.RUNNING);
      }
      Page page = tab.page();
      page.navigate("http://127.0.0.1:" + server.port() + "/ui/");
      assertThat(page.locator(".count")).containsText("1,000 agents shown");
      Locator rows = page.locator(".row");
      assertTrue(rows.count() < 80, rows.count() + " rows");
      assertThat(rows.first()).containsText("Agent 1000");

      page.locator(".virtual").evaluate("node => { node.scrollTop = node.scrollHeight; }");
      assertThat(rows.last()).containsText("Agent 1");
      assertTrue(rows.count() < 80, rows.count() + " rows");

      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Errors 10")).click();
      assertThat(page.locator(".count")).containsText("10 agents shown");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("All 1000")).click();
      page.getByRole(AriaRole.SEARCHBOX).fill("agent 777");
      assertThat(rows).hasCount(1);
      rows.getByRole(AriaRole.CHECKBOX).check();
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop").setExact(true))
          .click();
      eventually("a stop", () -> !server.agents.commands.isEmpty());
      assertEquals(List.of("stop agent_%08x".formatted(777)), List.copyOf(server.agents.commands));

      server.closeServer();
      assertThat(page.locator(".connection")).containsText("Connection lost");
    }
  }
}
