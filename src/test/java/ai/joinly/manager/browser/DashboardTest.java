package ai.joinly.manager.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole paths of a user through the dashboard, in a real browser against a real demo. */
@Tag("browser")
class DashboardTest {
  private static Chromium chromium;
  private static DemoManager manager;

  private Chromium.Tab tab;
  private Page page;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.start();
    manager = new DemoManager();
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

  @BeforeEach
  void open() {
    tab = chromium.open();
    page = tab.page();
  }

  @AfterEach
  void close() {
    tab.close();
  }

  @Test
  void aNewcomerTalksToAnAgentWithinAMinute() {
    page.navigate(manager.url("/"));
    assertThat(page).hasURL(Pattern.compile(".*/ui/.*"));
    link("Demo").click();
    page.getByRole(AriaRole.BUTTON, named("New meeting, only you and Nova")).first().click();
    Locator words = page.getByLabel("Your words");
    assertThat(words).isEnabled();
    words.fill("Hello Nova, can you hear me?");
    words.press("Enter");

    Locator lines = page.locator(".lines");
    assertThat(lines).containsText("Hello Nova, can you hear me?");
    assertThat(lines).containsText("Hello Ada. This is Nova.");
    assertThat(page).hasTitle(Pattern.compile("Demo · \\d+ running.* · Joinly"));
    tab.assertNoFault();
  }

  @Test
  void mistakesInTheFormAreShownAtTheirFields() {
    page.navigate(manager.url("/ui/#/new"));
    Locator submit = page.getByRole(AriaRole.BUTTON, named("Create agent"));
    submit.click();
    assertThat(page.getByLabel("Name (required)")).isFocused();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("2 fields need your attention");

    page.getByLabel("Name (required)").fill("Mia");
    page.getByLabel("Meeting (required)").fill("meet.example.com");
    submit.click();
    assertThat(page.getByLabel("Meeting (required)")).isFocused();
    assertThat(page.locator(".has-error")).containsText("https://");

    page.getByLabel("Meeting (required)").fill("https://meet.google.com/just-you-now");
    page.getByText("Behaviour", new Page.GetByTextOptions().setExact(true)).click();
    page.getByLabel("Time zone").fill("Mars/Base");
    submit.click();
    Locator zone = page.getByLabel("Time zone");
    assertThat(zone).hasAttribute("aria-invalid", "true");
    assertThat(zone).isFocused();

    zone.fill("Europe/Vienna");
    submit.click();
    assertThat(page).hasURL(Pattern.compile(".*#/agents/agent_[0-9a-f]{8}"));
    assertThat(page.getByRole(AriaRole.HEADING, level1())).containsText("Mia");
    tab.assertNoFault();
  }

  @Test
  void anInvitationFillsTheForm() {
    page.navigate(manager.url("/ui/#/new"));
    page.getByLabel("Or paste an invitation")
        .fill(
            "Topic: Weekly\nJoin Zoom Meeting\nhttps://us02web.zoom.us/j/8123456789?pwd=abc\n"
                + "Passcode: 445 or 99x\nHelp: https://support.zoom.us/hc");
    assertThat(page.getByLabel("Meeting (required)"))
        .hasValue("https://us02web.zoom.us/j/8123456789?pwd=abc");
    assertThat(page.getByLabel("Passcode")).hasValue("445");
    tab.assertNoFault();
  }

  @Test
  void textOfPeopleIsNeverHtml() throws Exception {
    String evil = "<img src=x onerror=alert(1)>";
    String agent = manager.create(evil);
    page.navigate(manager.url("/ui/#/agents/" + agent));
    assertThat(page.locator(".badge").first()).containsText("In the meeting");
    manager.say(agent, "<b onclick=alert(2)>Eve</b>", "<script>alert(3)</script> & <i>all</i>");

    Locator lines = page.locator(".lines");
    assertThat(lines).containsText("<script>alert(3)</script> & <i>all</i>");
    assertThat(lines).containsText("<b onclick=alert(2)>Eve</b>");
    assertThat(page.getByRole(AriaRole.HEADING, level1())).containsText(evil);
    page.getByLabel("Search in the transcript").fill("<script>");
    assertThat(page.locator("mark")).hasText("<script>");
    assertEquals(0, page.locator("main img, main script, .lines i").count());

    page.navigate(manager.url("/ui/#/"));
    assertThat(page.locator(".virtual")).containsText(evil);
    assertEquals(0, page.locator("main img").count());
    tab.assertNoFault();
  }

  @Test
  void anOperatorTakesPart() throws Exception {
    String agent = manager.create("Otto");
    page.navigate(manager.url("/ui/#/agents/" + agent));
    Locator say = page.getByLabel("Words that the agent says");
    assertThat(say).isEnabled();
    say.fill("Good evening from the dashboard.");
    say.press("Enter");
    assertThat(page.locator(".lines")).containsText("Good evening from the dashboard.");

    page.getByRole(AriaRole.BUTTON, named("Mute")).click();
    assertThat(page.getByRole(AriaRole.BUTTON, named("Unmute"))).isVisible();
    assertThat(say).isDisabled();
    page.getByRole(AriaRole.BUTTON, named("Instruct")).click();
    Locator hint = page.getByLabel("Private hint for the next turns");
    hint.fill("Be brief.");
    hint.press("Enter");
    assertThat(hint).hasValue("");
    link("Log").click();
    assertThat(page.locator(".log")).containsText("An operator instructs the agent: Be brief.");
    link("Configuration").click();
    assertThat(page.locator(".config-tab")).containsText("Otto");
    tab.assertNoFault();
  }

  @Test
  void aStopCanBeUndoneForFiveSeconds() throws Exception {
    String agent = manager.create("Undo");
    page.navigate(manager.url("/ui/#/?q=" + agent));
    Locator row = page.locator(".row");
    assertThat(row).containsText("In the meeting");
    row.getByRole(AriaRole.CHECKBOX).check();
    page.getByRole(AriaRole.BUTTON, named("Stop")).click();
    assertThat(row).containsText("stops in 5 s");
    page.getByRole(AriaRole.BUTTON, named("Undo")).click();
    assertThat(row).not().containsText("stops in 5 s");

    row.getByRole(AriaRole.CHECKBOX).check();
    page.getByRole(AriaRole.BUTTON, named("Stop")).click();
    assertThat(row).containsText("Stopped");
    assertEquals("stopped", manager.agent(agent).get("status").asText());
    row.getByRole(AriaRole.CHECKBOX).check();
    page.getByRole(AriaRole.BUTTON, named("Delete")).click();
    assertThat(page.getByText("No agent matches")).isVisible();
    tab.assertNoFault();
  }

  /** Nothing is missing and nothing appears twice after a connection was lost. */
  @Test
  void aDroppedConnectionLosesNothing() throws Exception {
    String agent = manager.create("Rex");
    try (CuttableProxy proxy = new CuttableProxy(manager.port())) {
      page.navigate("http://127.0.0.1:" + proxy.port() + "/ui/#/agents/" + agent);
      assertThat(page.locator(".badge").first()).containsText("In the meeting");
      manager.say(agent, "Ada Meyer", "Before the cut.");
      assertThat(page.locator(".lines")).containsText("Before the cut.");

      proxy.cut();
      assertThat(page.locator(".connection")).containsText("Connection lost");
      manager.say(agent, "Ada Meyer", "During the cut.");
      proxy.restore();

      assertThat(page.locator(".lines")).containsText("During the cut.");
      manager.say(agent, "Ada Meyer", "After the cut.");
      assertThat(page.locator(".lines")).containsText("After the cut.");
      assertThat(page.locator(".connection")).containsText("Live");
      assertEquals(
          List.of("Before the cut.", "During the cut.", "After the cut."),
          page.locator(".line-words .text").allTextContents().stream().map(String::strip).toList());
    }
  }

  @Test
  void theKeyboardReachesEverything() throws Exception {
    String agent = manager.create("Kim");
    page.navigate(manager.url("/ui/#/?q=" + agent));
    assertThat(page.locator(".row")).isVisible();
    page.keyboard().press("Tab");
    assertThat(page.getByText("Skip to content")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("main")).isFocused();
    Locator name = page.locator(".row").getByRole(AriaRole.LINK);
    for (int i = 0; i < 40 && !isFocused(name); i++) {
      page.keyboard().press("Tab");
    }
    assertThat(name).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.HEADING, level1())).containsText("Kim");
    assertThat(page.locator("main")).isFocused();
    page.goBack();
    assertThat(page.locator(".row")).isVisible();
    tab.assertNoFault();
  }

  @Test
  void minutesGrowWhileTheMeetingRuns() throws Exception {
    String agent = manager.create("Mina");
    page.navigate(manager.url("/ui/#/agents/" + agent + "/minutes"));
    assertThat(page.locator(".minutes")).containsText("There is nothing to note yet");
    page.navigate(manager.url("/ui/#/agents/" + agent));
    assertThat(page.locator(".badge").first()).containsText("In the meeting");
    manager.say(agent, "Ada Meyer", "Then we ship the release on Thursday at ten in the morning.");
    assertThat(page.locator(".lines")).containsText("Thursday");
    manager.call("POST", "/agents/" + agent + "/stop", null);
    link("Minutes").last().click();
    assertThat(page.locator(".minutes")).containsText("Complete");
    assertThat(page.locator(".minutes")).containsText("Thursday at ten");
    tab.assertNoFault();
  }

  @Test
  void thePageSpeaksGerman() {
    page.navigate(manager.url("/ui/#/settings"));
    page.getByLabel("Language").selectOption("de");
    assertThat(page.getByRole(AriaRole.HEADING, level1())).hasText("Einstellungen");
    assertThat(page.locator("html")).hasAttribute("lang", "de");
    page.reload();
    assertThat(page.getByRole(AriaRole.HEADING, level1())).hasText("Einstellungen");
    tab.assertNoFault();
  }

  @Test
  void narrowScreensNeedNoHorizontalScrolling() throws Exception {
    String agent = manager.create("A name that is as long as the names of some meeting rooms are");
    try (Chromium.Tab narrow =
        chromium.open(new Browser.NewContextOptions().setViewportSize(360, 640))) {
      for (String path :
          List.of("", "new", "minutes", "figures", "settings", "demo", "agents/" + agent)) {
        narrow.page().navigate(manager.url("/ui/#/" + path));
        assertThat(narrow.page().locator("h1")).isVisible();
        Object overflow =
            narrow
                .page()
                .evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertEquals(0, overflow, path);
      }
      narrow.assertNoFault();
    }
  }

  private static boolean isFocused(Locator locator) {
    return (boolean) locator.evaluate("node => node === document.activeElement");
  }

  private Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Page.GetByRoleOptions level1() {
    return new Page.GetByRoleOptions().setLevel(1);
  }
}
