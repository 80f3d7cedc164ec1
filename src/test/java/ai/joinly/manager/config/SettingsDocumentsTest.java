package ai.joinly.manager.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Checks that the documents agree with the declared settings. To write them: {@code mvn -B test
 * -Dtest=SettingsDocumentsTest -Dsettings.write=true}.
 */
class SettingsDocumentsTest {
  private static final Path YAML = Path.of("config/application.yaml");
  private static final Path PAGE = Path.of("docs/configuration.md");
  private static final String BEGIN = "<!-- settings: written by SettingsDocumentsTest -->\n";
  private static final String END = "<!-- end of settings -->";
  private static final String HEAD =
      """
      # All settings of Joinly Manager with their defaults. The manager reads this file if it is started in the
      # parent directory; --config FILE selects another file. The variable named above each setting overrides
      # this file, both in .env and in the environment.
      # Durations: 500ms, 10s, 2m, 1h, or plain seconds. Put keys into .env or the environment, not into this file.
      """;

  @Test
  void theYamlFileHoldsEverySettingWithItsDefault() throws Exception {
    String expected = HEAD + SettingsHelp.yaml();
    if (Boolean.getBoolean("settings.write")) {
      Files.createDirectories(YAML.getParent());
      Files.writeString(YAML, expected);
    }
    assertEquals(expected, Files.readString(YAML));
  }

  @Test
  void theYamlFileMeansTheDefaults() throws Exception {
    List<String> mistakes = new ArrayList<>();
    Map<String, RawValue> values =
        new YamlFile("application.yaml", mistakes).parse(Files.readString(YAML));
    assertEquals(List.of(), mistakes);
    assertEquals(
        Settings.defaults(),
        new SettingsBinder(SettingsLoader.config(List.of(values)), values).bind(mistakes));
  }

  @Test
  void uncommentedKeysAreKnownToo() throws Exception {
    List<String> mistakes = new ArrayList<>();
    String text = Files.readString(YAML).replaceAll("(?m)^( *)#([a-z-]+:)$", "$1$2 x");
    assertEquals(DeclaredSetting.ALL.size(), new YamlFile("x.yaml", mistakes).parse(text).size());
    assertEquals(List.of(), mistakes);
  }

  @Test
  void thePageHoldsTheTable() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertTrue(begin >= BEGIN.length() && end >= begin, "docs/configuration.md has lost its marks");
    if (Boolean.getBoolean("settings.write")) {
      page = page.substring(0, begin) + SettingsHelp.markdown() + page.substring(end);
      Files.writeString(PAGE, page);
      end = page.indexOf(END);
    }
    assertEquals(SettingsHelp.markdown(), page.substring(begin, end));
  }

  @Test
  void eachSettingIsDescribedAndNamedOnce() {
    Set<String> names = new HashSet<>();
    for (DeclaredSetting setting : DeclaredSetting.ALL) {
      assertTrue(names.add(setting.path()), setting.path());
      setting.variables().forEach(variable -> assertTrue(names.add(variable), variable));
      assertEquals(
          setting.path().matches(".*-key(-new)?|network\\.(http|https|all)-proxy"),
          setting.secret(),
          setting.path());
      assertTrue(SettingsHelp.text().contains(setting.doc()), setting.path());
      assertTrue(setting.path().matches("[a-z]+(\\.[a-z]+(-[a-z]+)*)+"), setting.path());
    }
  }
}
