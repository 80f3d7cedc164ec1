package ai.joinly.manager.config;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.config.spi.ConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Loader of the settings from their sources, the strongest first: command line, environment, {@code
 * .env}, YAML file, defaults. A blank value counts as not set.
 */
public final class SettingsLoader {
  /** Path of the YAML file, relative to the working directory; the file is optional. */
  public static final String DEFAULT_FILE = "config/application.yaml";

  /** Default address. */
  private static final String ALL_ADDRESSES = "0.0.0.0";

  /** Default address of the demo. */
  private static final String LOOPBACK = "127.0.0.1";

  private final Path directory;
  private final List<String> mistakes = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final List<String> files = new ArrayList<>();

  private SettingsLoader(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  /**
   * Returns the settings of this process.
   *
   * @param file a YAML file instead of {@link #DEFAULT_FILE}; must exist
   * @param commandLine settings of the command line, by path in YAML ({@code demo.enabled})
   * @throws InvalidSettingsException with all mistakes
   */
  public static LoadedSettings load(Optional<Path> file, Map<String, String> commandLine)
      throws InvalidSettingsException {
    return load(Path.of(""), System.getenv(), file, commandLine);
  }

  /**
   * Returns the settings of a process in {@code directory} with {@code environment}.
   *
   * @throws InvalidSettingsException with all mistakes
   */
  public static LoadedSettings load(
      Path directory,
      Map<String, String> environment,
      Optional<Path> file,
      Map<String, String> commandLine)
      throws InvalidSettingsException {
    return new SettingsLoader(directory).run(environment, file, commandLine);
  }

  /** Returns the settings of an empty environment without files. */
  static Settings defaults() {
    try {
      return new SettingsBinder(config(List.of()), Map.of()).bind(List.of());
    } catch (InvalidSettingsException e) {
      throw new IllegalStateException("A default is not allowed", e);
    }
  }

  /** Returns a configuration of these sources, the strongest first, and the defaults. */
  static Config config(List<Map<String, RawValue>> sources) {
    boolean demo =
        sources.stream()
            .flatMap(values -> Optional.ofNullable(values.get("demo.enabled")).stream())
            .findFirst()
            .flatMap(value -> SettingType.flag().parse(value.text()))
            .orElse(false);
    Map<String, String> defaults = new HashMap<>();
    defaults.put("server.host", demo ? LOOPBACK : ALL_ADDRESSES);
    defaults.put("agents.timezone", ZoneId.systemDefault().getId());
    DeclaredSetting.ALL.forEach(
        setting -> setting.defaultText().ifPresent(text -> defaults.put(setting.path(), text)));
    List<Supplier<? extends ConfigSource>> all = new ArrayList<>();
    sources.forEach(values -> all.add(ConfigSources.create(texts(values))));
    all.add(ConfigSources.create(defaults));
    return builder().sources(all).build();
  }

  /** Returns a builder of a configuration with the given sources only, and values as written. */
  static Config.Builder builder() {
    return Config.builder()
        .disableEnvironmentVariablesSource()
        .disableSystemPropertiesSource()
        .disableKeyResolving()
        .disableValueResolving()
        .disableFilterServices()
        .disableMapperServices()
        .disableParserServices();
  }

  private static Map<String, String> texts(Map<String, RawValue> values) {
    return values.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().text()));
  }

  private LoadedSettings run(
      Map<String, String> environment, Optional<Path> file, Map<String, String> commandLine)
      throws InvalidSettingsException {
    Map<String, RawValue> yaml = yaml(file);
    Map<String, RawValue> dotenv = variables(dotenv());
    Map<String, RawValue> variables = variables(raw(environment, "environment"));
    Map<String, RawValue> options = raw(commandLine, "command line");
    Config config = config(List.of(options, variables, dotenv, yaml));
    Map<String, RawValue> given = new HashMap<>(yaml);
    given.putAll(dotenv);
    given.putAll(variables);
    given.putAll(options);
    Settings settings = new SettingsBinder(config, given).bind(mistakes);
    settings.speech().keys().keySet().stream()
        .map(key -> key + " has no effect here: set it in the joinly server's environment")
        .forEach(notices::add);
    return new LoadedSettings(config, settings, files, notices);
  }

  private static Map<String, RawValue> raw(Map<String, String> texts, String origin) {
    Map<String, RawValue> values = new LinkedHashMap<>();
    texts.forEach((name, text) -> values.put(name, new RawValue(name, text, origin)));
    return values;
  }

  private Map<String, RawValue> yaml(Optional<Path> given) {
    String name = given.map(Path::toString).orElse(DEFAULT_FILE);
    Path file = directory.resolve(name);
    return given.isPresent() || Files.exists(file)
        ? read(file, name).map(new YamlFile(name, mistakes)::parse).orElse(Map.of())
        : Map.of();
  }

  private Map<String, RawValue> dotenv() {
    return Stream.of(".env", "../.env")
        .filter(name -> Files.exists(directory.resolve(name)))
        .findFirst()
        .flatMap(
            name -> read(directory.resolve(name), name).map(new DotenvFile(name, mistakes)::parse))
        .orElse(Map.of());
  }

  private Optional<String> read(Path file, String name) {
    Optional<String> text = TextFile.read(file, name, mistakes);
    text.ifPresent(read -> files.add(name));
    return text;
  }

  /** Returns the values of setting variables by path; of several names, the first that is set. */
  private Map<String, RawValue> variables(Map<String, RawValue> all) {
    Map<String, RawValue> byPath = new HashMap<>();
    List<String> known = new ArrayList<>();
    for (DeclaredSetting setting : DeclaredSetting.ALL) {
      known.addAll(setting.variables());
      setting.variables().stream()
          .flatMap(name -> Optional.ofNullable(all.get(name)).stream())
          .filter(value -> !value.text().isBlank())
          .findFirst()
          .ifPresent(value -> byPath.put(setting.path(), value));
    }
    notices.addAll(UnknownVariables.notices(all, known));
    return byPath;
  }
}
