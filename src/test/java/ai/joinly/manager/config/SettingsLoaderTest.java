package ai.joinly.manager.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.LogLevel;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
  private static final String KEY = "sk-very-secret-0123456789";

  @TempDir Path parent;
  private Path directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectories(parent.resolve("work/config")).getParent();
  }

  @Test
  void anEmptyEnvironmentGivesTheDefaults() throws Exception {
    LoadedSettings loaded = load(Map.of());
    assertEquals(Settings.defaults(), loaded.settings());
    assertEquals(List.of(), loaded.files());
    assertEquals(List.of(), loaded.notices());
    Settings.Server server = loaded.settings().server();
    assertEquals("0.0.0.0", server.host());
    assertEquals(8001, server.port());
    assertEquals(List.of("http://localhost:3000", "http://127.0.0.1:3000"), server.origins());
    assertEquals(URI.create("http://localhost:8000/mcp/"), loaded.settings().joinly().url());
    assertEquals(10, loaded.settings().agents().maxActive());
    assertEquals(
        new Settings.Logging(LogLevel.INFO, Settings.Logging.Format.JSON),
        loaded.settings().logging());
    assertEquals(16 << 20, loaded.settings().joinly().maxResponseBytes());
    assertEquals(
        new Settings.Llm(Map.of(), Set.of(), Duration.ofMinutes(1), 3), loaded.settings().llm());
  }

  @Test
  void theTimeZoneIsThatOfTheMachineUnlessItIsSet() throws Exception {
    assertEquals(ZoneId.systemDefault(), load(Map.of()).settings().agents().timezone());
    assertEquals(
        ZoneId.of("Asia/Tokyo"),
        load(Map.of("AGENTS_TIMEZONE", "Asia/Tokyo")).settings().agents().timezone());
    InvalidSettingsException e =
        assertThrows(
            InvalidSettingsException.class, () -> load(Map.of("AGENTS_TIMEZONE", "Berlin")));
    assertTrue(e.getMessage().contains("AGENTS_TIMEZONE"), e.getMessage());
    assertTrue(e.getMessage().contains("Europe/Berlin"), e.getMessage());
  }

  @Test
  void proxiesAreReadAsOtherProgramsReadThem() throws Exception {
    NetworkSettings network =
        load(Map.of(
                "https_proxy",
                "http://joe:s3cret@proxy.corp:3128",
                "ALL_PROXY",
                "other.corp:8080",
                "no_proxy",
                "localhost, .corp 10.0.0.0/8,",
                "SHARE_ALLOWED_HOSTS",
                "Wiki_1:8080"))
            .settings()
            .network();
    assertEquals("proxy.corp:3128", network.proxies().https().orElseThrow().toString());
    assertEquals("other.corp:8080", network.proxies().http().orElseThrow().toString());
    assertEquals(List.of("localhost", ".corp", "10.0.0.0/8"), network.proxies().direct());
    assertEquals(Set.of("wiki_1:8080"), network.shareAllowedHosts());
    InvalidSettingsException e =
        assertThrows(
            InvalidSettingsException.class,
            () -> load(Map.of("HTTPS_PROXY", "socks5://joe:s3cret@proxy.corp")));
    assertFalse(e.getMessage().contains("s3cret"), e.getMessage());
  }

  @Test
  void hostsWithUnderscoresAreHosts() throws Exception {
    Settings settings =
        load(Map.of(
                "JOINLY_URL",
                "http://joinly_server:8000/mcp/",
                "OLLAMA_URL",
                "http://ollama_1:11434",
                "TOOLS_ALLOWED_HOSTS",
                "tool_server:9000",
                "ALLOWED_ORIGINS",
                "http://web_app:3000"))
            .settings();
    assertEquals(URI.create("http://joinly_server:8000/mcp/"), settings.joinly().url());
    assertEquals(List.of("http://web_app:3000"), settings.server().origins());
    assertThrows(
        InvalidSettingsException.class,
        () -> load(Map.of("JOINLY_URL", "http://joinly_server:x/mcp/")));
  }

  @Test
  void theDemoListensOnLoopbackUnlessAnAddressIsGiven() throws Exception {
    assertEquals("127.0.0.1", demoHost(Map.of()));
    assertEquals("0.0.0.0", demoHost(Map.of("SERVER_HOST", "0.0.0.0")));
    assertEquals("127.0.0.1", load(Map.of("DEMO_ENABLED", "on")).settings().server().host());
    write("config/application.yaml", Files.readString(Path.of("config/application.yaml")));
    assertEquals("127.0.0.1", demoHost(Map.of()), "the file with all defaults gives no address");
    assertEquals("0.0.0.0", load(Map.of()).settings().server().host());
    write(
        "config/application.yaml", Files.readString(Path.of("k8s/overlays/demo/application.yaml")));
    assertEquals("0.0.0.0", demoHost(Map.of()), "in a pod it has to be reached");
  }

  private String demoHost(Map<String, String> environment) throws InvalidSettingsException {
    return SettingsLoader.load(
            directory, environment, Optional.empty(), Map.of("demo.enabled", "true"))
        .settings()
        .server()
        .host();
  }

  @Test
  void eachSourceIsStrongerThanTheOneBefore() throws Exception {
    write("config/application.yaml", "server: {host: yaml, port: 1}\nagents: {max-active: 1}\n");
    assertEquals("yaml", load(Map.of()).settings().server().host());
    write(".env", "SERVER_HOST=dotenv\nSERVER_PORT=2\n");
    assertEquals("dotenv", load(Map.of()).settings().server().host());
    LoadedSettings loaded =
        SettingsLoader.load(
            directory,
            Map.of("SERVER_PORT", "3", "DEMO_ENABLED", "false"),
            Optional.empty(),
            Map.of("demo.enabled", "true"));
    assertEquals(1, loaded.settings().agents().maxActive());
    assertEquals("dotenv", loaded.settings().server().host());
    assertEquals(3, loaded.settings().server().port());
    assertTrue(loaded.settings().demo().enabled());
    assertEquals(List.of("config/application.yaml", ".env"), loaded.files());
  }

  @Test
  void valuesAreNotResolvedAndHelidonsOwnSourcesAreNotRead() throws Exception {
    String key = "sk-${SERVER_HOST}-${server.port}-$x";
    write("application.yaml", "server: {port: 1}\n");
    write("config/application.yaml", "llm: {openai.api-key: '" + key + "'}\n");
    System.setProperty("server.port", "2");
    System.setProperty("SERVER_PORT", "3");
    try {
      LoadedSettings loaded = load(Map.of("ANTHROPIC_API_KEY", key, "SERVER.PORT", "4"));
      assertEquals(
          Map.of("OPENAI_API_KEY", new Secret(key), "ANTHROPIC_API_KEY", new Secret(key)),
          loaded.settings().llm().variables());
      assertEquals(8001, loaded.settings().server().port());
      assertEquals("8001", loaded.config().get("server.port").asString().get());
    } finally {
      System.clearProperty("server.port");
      System.clearProperty("SERVER_PORT");
    }
  }

  @Test
  void aBlankValueIsNotSet() throws Exception {
    write("config/application.yaml", "server:\n  port: 9000\n  host:\nlog:\n");
    write(".env", "SERVER_PORT=\n");
    Settings settings = load(Map.of("SERVER_PORT", " ", "OPENAI_API_KEY", "")).settings();
    assertEquals(9000, settings.server().port());
    assertEquals("0.0.0.0", settings.server().host());
    assertEquals(Map.of(), settings.llm().variables());
  }

  @Test
  void theDotenvOfTheParentIsReadOnlyWithoutOneHere() throws Exception {
    write("../.env", "SERVER_PORT=7001\n");
    assertEquals(7001, load(Map.of()).settings().server().port());
    assertEquals(List.of("../.env"), load(Map.of()).files());
    write(".env", "SERVER_HOST=here\n");
    assertEquals(8001, load(Map.of()).settings().server().port());
  }

  @Test
  void anotherFileTakesTheDefaultsPlaceAndMustExist() throws Exception {
    write("config/application.yaml", "server: {port: 1}\n");
    write("other.yaml", "server: {host: other}\n");
    Settings.Server server = load("other.yaml", Map.of()).settings().server();
    assertEquals("other", server.host());
    assertEquals(8001, server.port());
    assertEquals(List.of("gone.yaml: does not exist"), mistakes("gone.yaml", Map.of()));
    assertEquals(List.of("config: is a directory, not a file"), mistakes("config", Map.of()));
  }

  @Test
  void keysAndAddressesGoToTheLlmUnderTheirFirstName() throws Exception {
    write("config/application.yaml", "llm:\n  azure-openai:\n    api-version: '2024-10-21'\n");
    Settings.Llm llm =
        load(Map.of(
                "OPENAI_API_KEY", KEY,
                "GEMINI_API_KEY", "g",
                "OPENAI_BASE_URL", "https://llm.example/v1",
                "OLLAMA_PORT", "11434",
                "LLM_ALLOWED_HOSTS", "Llm.example, other:8080"))
            .settings()
            .llm();
    assertEquals(
        Map.of(
            "OPENAI_API_KEY", new Secret(KEY),
            "GOOGLE_API_KEY", new Secret("g"),
            "OPENAI_BASE_URL", new Secret("https://llm.example/v1"),
            "OPENAI_API_VERSION", new Secret("2024-10-21"),
            "OLLAMA_PORT", new Secret("11434")),
        llm.variables());
    assertEquals(Set.of("llm.example", "other:8080"), llm.allowedHosts());
    assertEquals(
        "a",
        load(Map.of("GEMINI_API_KEY", "g", "GOOGLE_API_KEY", "a"))
            .settings()
            .llm()
            .variables()
            .get("GOOGLE_API_KEY")
            .value());
  }

  @ParameterizedTest
  @CsvSource({"10s,10000", "1500ms,1500", "2m,120000", "1h,3600000", "7,7000", "3 S,3000"})
  void durationsHaveUnits(String text, long millis) throws Exception {
    assertEquals(
        Duration.ofMillis(millis),
        load(Map.of("JOINLY_GIVE_UP_AFTER", text)).settings().joinly().giveUpAfter());
  }

  @Test
  void originsAreBroughtIntoTheFormThatBrowsersSend() throws Exception {
    write(
        "config/application.yaml",
        """
        server:
          allowed-origins:
            - HTTP://App.example:80/
            - https://a.example:8443
        """);
    assertEquals(
        List.of("http://app.example", "https://a.example:8443"),
        load(Map.of()).settings().server().origins());
    write("config/application.yaml", "server: {allowed-origins: []}\n");
    assertEquals(List.of(), load(Map.of()).settings().server().origins());
    assertEquals(
        List.of("https://b.example"),
        load(Map.of("CORS_ORIGINS", "https://b.example")).settings().server().origins());
    for (String bad : List.of("*", "null", "https://a/b", "https://a?x", "ftp://a", "a.example")) {
      assertEquals(1, mistakes(Map.of("ALLOWED_ORIGINS", bad)).size(), bad);
    }
  }

  @Test
  void hostNamesOfTheManagerMayHaveAStar() throws Exception {
    assertEquals(List.of(), load(Map.of()).settings().server().allowedHosts());
    assertEquals(
        List.of("a.example", "*.b.example", "*"),
        load(Map.of("SERVER_ALLOWED_HOSTS", "A.example, *.b.example,*"))
            .settings()
            .server()
            .allowedHosts());
    for (String bad : List.of("https://a.example", "a.example:80", "a.*", "**", "a b", ".a")) {
      assertEquals(1, mistakes(Map.of("SERVER_ALLOWED_HOSTS", bad)).size(), bad);
    }
  }

  @ParameterizedTest
  @CsvSource({"DEBUG,DEBUG", "Warning,WARN", "warn,WARN", "error,ERROR"})
  void logLevelsAreKnownInAnyCase(String text, LogLevel level) throws Exception {
    assertEquals(level, load(Map.of("LOG_LEVEL", text)).settings().logging().level());
  }

  @Test
  void everySettingRefusesWhatItCannotUseAndAllAreToldAtOnce() {
    Map<String, String> environment = new HashMap<>();
    DeclaredSetting.ALL.forEach(setting -> environment.put(setting.variable(), "b ä d"));
    List<String> mistakes = mistakes(environment);
    assertEquals(DeclaredSetting.ALL.size(), mistakes.size(), mistakes.toString());
    for (DeclaredSetting setting : DeclaredSetting.ALL) {
      String start = setting.variable() + " must be " + setting.type().allowed() + " (";
      String mistake = mistakes.stream().filter(m -> m.startsWith(start)).findFirst().orElseThrow();
      assertEquals(!setting.secret(), mistake.contains("b ä d"), mistake);
    }
  }

  @Test
  void mistakesNameTheSettingThePlaceAndWhatIsAllowed() throws Exception {
    write("config/application.yaml", "joinly:\n  url: ftp://host/\n");
    write(".env", "# comment\nLOG_LEVEL=loud\n");
    assertEquals(
        List.of(
            "SERVER_PORT must be between 0 and 65535 (environment: 70000)",
            "LOG_LEVEL must be one of debug, info, warn, error (.env line 2: loud)",
            "joinly.url must be an http or https URL without a user or a password"
                + " (config/application.yaml line 2: ftp://host/)"),
        mistakes(Map.of("SERVER_PORT", "70000")));
  }

  @Test
  void aSecretKeyThatIsTooShortIsAMistake() {
    String mistake = mistakes(Map.of("SECRET_KEY", "0123456789abcdef0123456789abcde")).getFirst();
    assertTrue(mistake.startsWith("SECRET_KEY must be a text of at least 32 "), mistake);
  }

  @Test
  void noMistakeShowsASecret() throws Exception {
    write("config/application.yaml", "llm:\n  openai:\n    api-key: \"" + KEY + " x\"\n");
    write(".env", "ANTHROPIC_API_KEY='" + KEY + "\n" + KEY + "\nDEEPGRAM_API_KEY=a#" + KEY + "\n");
    List<String> mistakes =
        mistakes(
            Map.of(
                "JOINLY_URL", "http://user:" + KEY + "@host/",
                "OPENAI_BASE_URL", "htp://host/?key=" + KEY,
                "GOOGLE_API_KEY", KEY + "\n" + KEY));
    assertEquals(7, mistakes.size(), mistakes.toString());
    assertFalse(mistakes.toString().contains("secret"), mistakes.toString());
    InvalidSettingsException e = new InvalidSettingsException(mistakes);
    assertFalse((e + e.report()).contains("secret"));
  }

  @Test
  void settingsThatContradictEachOtherAreMistakes() throws Exception {
    assertEquals(
        List.of(
            "MAX_KEPT_AGENTS must be at least MAX_AGENTS (environment: 4)",
            "JOINLY_POLL_SLOWEST must be at least JOINLY_POLL_FASTEST (default: 15s)",
            "OPENAI_API_KEY must be set, since DEMO_LLM is openai"),
        mistakes(
            Map.of(
                "MAX_AGENTS", "5",
                "MAX_KEPT_AGENTS", "4",
                "JOINLY_POLL_FASTEST", "20s",
                "DEMO_ENABLED", "true",
                "DEMO_LLM", "openai")));
    load(Map.of("DEMO_ENABLED", "on", "DEMO_LLM", "openai", "OPENAI_API_KEY", KEY));
  }

  @Test
  void whatHasNoEffectOrLooksMisspelledIsToldOfWithoutItsValue() throws Exception {
    write(".env", "JOINLY_ULR=http://x\n");
    List<String> notices =
        load(Map.of("ELEVENLABS_API_KEY", KEY, "PATH", "/bin", "OPENAI_APIKEY", KEY)).notices();
    assertEquals(
        Set.of(
            "JOINLY_ULR is not a setting (.env line 1); did you mean JOINLY_URL?",
            "OPENAI_APIKEY is not a setting (environment); did you mean OPENAI_API_KEY?",
            "ELEVENLABS_API_KEY has no effect here: set it in the joinly server's environment"),
        Set.copyOf(notices));
  }

  @Test
  void variablesThatBeginAsSettingsDoAreToldOf() throws Exception {
    write(".env", "STORE_DIRECTORY=x\nJOINLY_IMAGE=joinly:1\n");
    Map<String, String> environment = new HashMap<>();
    environment.put("LLM_MODEL", KEY);
    environment.put("JOINLY_GIVE_UP", "5m");
    environment.put("SERVER_BLANK", " ");
    environment.put("STORAGE_PATH_OF_OTHERS", "x");
    // What a service beside it brings along in Kubernetes.
    environment.put("JOINLY_PORT", "tcp://10.0.0.1:8000");
    environment.put("JOINLY_PORT_8000_TCP", "tcp://10.0.0.1:8000");
    environment.put("JOINLY_PORT_8000_TCP_ADDR", "10.0.0.1");
    environment.put("JOINLY_MANAGER_SERVICE_HOST", "10.0.0.2");
    environment.put("JOINLY_MANAGER_SERVICE_PORT_HTTP", "8001");
    assertEquals(
        Set.of(
            "STORE_DIRECTORY is not a setting (.env line 1); --help lists the settings",
            "LLM_MODEL is not a setting (environment); --help lists the settings",
            "JOINLY_GIVE_UP is not a setting (environment); did you mean JOINLY_GIVE_UP_AFTER?"),
        Set.copyOf(load(environment).notices()));
    assertEquals(
        List.of("SERVER_PORTS is not a setting (environment); did you mean SERVER_PORT?"),
        load(Map.of("SERVER_PORTS", "8001")).notices().stream()
            .filter(notice -> notice.startsWith("SERVER"))
            .toList());
  }

  @Test
  void theReportIsForPeople() {
    assertEquals(
        "Joinly Manager cannot start: 2 mistakes in the settings.\n  - one\n  - two",
        new InvalidSettingsException(List.of("one", "two"))
            .report()
            .replace(System.lineSeparator(), "\n"));
  }

  @Test
  void aFileThatIsNotTextIsAMistake() throws Exception {
    Files.write(directory.resolve(".env"), new byte[] {'A', '=', (byte) 0xff});
    Files.write(directory.resolve("config/application.yaml"), new byte[(1 << 20) + 1]);
    assertEquals(
        List.of("config/application.yaml: is larger than 1 MiB", ".env: is not UTF-8 text"),
        mistakes(Map.of()));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8);
  }

  private LoadedSettings load(Map<String, String> environment) throws InvalidSettingsException {
    return SettingsLoader.load(directory, environment, Optional.empty(), Map.of());
  }

  private LoadedSettings load(String file, Map<String, String> environment)
      throws InvalidSettingsException {
    return SettingsLoader.load(directory, environment, Optional.of(Path.of(file)), Map.of());
  }

  private List<String> mistakes(Map<String, String> environment) {
    return assertThrows(InvalidSettingsException.class, () -> load(environment)).mistakes();
  }

  private List<String> mistakes(String file, Map<String, String> environment) {
    return assertThrows(InvalidSettingsException.class, () -> load(file, environment)).mistakes();
  }
}
