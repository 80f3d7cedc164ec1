package ai.joinly.manager.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The installed Chromium. Not thread-safe. */
public final class Chromium implements AutoCloseable {
  private static final double LIMIT_MILLIS = 20_000;

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Path executable) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(ARGUMENTS));
  }

  /** Starts a browser; skips the test if none is installed. */
  public static Chromium start() {
    Optional<Path> executable = find();
    assumeTrue(
        executable.isPresent(),
        "No Chromium was found, so the dashboard is not tested in a browser. Install it (Debian:"
            + " apt-get install chromium) or set CHROMIUM to its path.");
    PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
    return new Chromium(executable.get());
  }

  private static Optional<Path> find() {
    return Stream.concat(
            Optional.ofNullable(System.getenv("CHROMIUM")).stream(),
            Stream.of(
                "/usr/bin/chromium",
                "/usr/bin/chromium-browser",
                "/usr/bin/google-chrome",
                "/Applications/Chromium.app/Contents/MacOS/Chromium"))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a tab with its own storage, in English, in the time zone of Berlin. */
  public Tab open(Browser.NewContextOptions options) {
    BrowserContext context =
        browser.newContext(options.setLocale("en-GB").setTimezoneId("Europe/Berlin"));
    context.setDefaultTimeout(LIMIT_MILLIS);
    return new Tab(context);
  }

  public Tab open() {
    return open(new Browser.NewContextOptions());
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  /** A tab that records what a page must not do. */
  public static final class Tab implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private final List<String> faults = new CopyOnWriteArrayList<>();

    private Tab(BrowserContext context) {
      this.context = context;
      page = context.newPage();
      page.onPageError(error -> faults.add("error: " + error));
      page.onDialog(
          dialog -> {
            faults.add("dialog: " + dialog.message());
            dialog.dismiss();
          });
      page.onConsoleMessage(
          message -> {
            boolean isPolicy = message.text().contains("Content Security Policy");
            boolean isError =
                message.type().equals("error")
                    && !message.text().startsWith("Failed to load resource");
            if (isPolicy || isError) {
              faults.add("console: " + message.text());
            }
          });
      page.onRequest(
          request -> {
            String host = Optional.ofNullable(URI.create(request.url()).getHost()).orElse("");
            if (!host.equals("127.0.0.1") && !request.url().startsWith("data:")) {
              faults.add("request: " + request.url());
            }
          });
    }

    public Page page() {
      return page;
    }

    public BrowserContext context() {
      return context;
    }

    /** Fails if the page had an error, showed a dialog or requested something from elsewhere. */
    public void assertNoFault() {
      assertEquals(List.of(), faults);
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
