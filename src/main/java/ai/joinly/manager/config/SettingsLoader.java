package ai.joinly.manager.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the settings: from YAML, a {@code .env} file, the environment and the command line, each
 * stronger than the ones before it. A blank value counts as not set.
 */
public final class SettingsLoader {
  /** Read from the working directory when no other file is asked for; need not exist. */
  public static final String DEFAULT_FILE = "config/application.yaml";

  private static final String ENVIRONMENT = "the environment";

  private final Path directory;
  private final Map<String, String> environment;

  private final List<String> mistakes = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private final Map<String, RawValue> given = new LinkedHashMap<>();

  private SettingsLoader(Path directory, Map<String, String> environment) {
    this.directory = directory.toAbsolutePath().normalize();
    this.environment = Map.copyOf(environment);
  }

  /**
   * The settings of this process.
   *
   * @param file a YAML file in the place of {@link #DEFAULT_FILE}; must exist
   * @param commandLine what the command line sets, by path in YAML ({@code demo.enabled})
   * @throws InvalidSettingsException with every mistake there is
   */
  public static LoadedSettings load(Optional<Path> file, Map<String, String> commandLine)
      throws InvalidSettingsException {
    return load(Path.of(""), System.getenv(), file, commandLine);
  }

  /**
   * The settings of a process in {@code directory} with {@code environment}.
   *
   * @throws InvalidSettingsException with every mistake there is
   */
  public static LoadedSettings load(
      Path directory,
      Map<String, String> environment,
      Optional<Path> file,
      Map<String, String> commandLine)
      throws InvalidSettingsException {
    return new SettingsLoader(directory, environment).run(file, commandLine);
  }

  /** What holds when nothing is set at all. */
  static Settings defaults() {
    return new SettingsReader(Map.of(), new ArrayList<>()).read();
  }

  private LoadedSettings run(Optional<Path> file, Map<String, String> commandLine)
      throws InvalidSettingsException {
    yaml(file);
    dotenv();
    Map<String, RawValue> variables = new HashMap<>();
    environment.forEach((name, text) -> variables.put(name, new RawValue(text, ENVIRONMENT)));
    variables(variables);
    commandLine.forEach((path, text) -> put(path, new RawValue(text, "the command line")));
    Settings settings = new SettingsReader(given, mistakes).read();
    if (!mistakes.isEmpty()) {
      throw new InvalidSettingsException(mistakes);
    }
    SettingsCatalogue.SPEECH_KEYS.stream()
        .filter(setting -> given.containsKey(setting.path()))
        .forEach(
            setting ->
                notices.add(
                    setting.variable()
                        + " has no effect here: set it in the joinly server's environment"));
    return new LoadedSettings(settings, files, notices);
  }

  private void yaml(Optional<Path> asked) {
    String name = asked.map(Path::toString).orElse(DEFAULT_FILE);
    Path file = directory.resolve(name);
    if (asked.isPresent() || Files.exists(file)) {
      read(file, name)
          .ifPresent(text -> new YamlFile(name, mistakes).parse(text).forEach(this::put));
    }
  }

  private void dotenv() {
    Stream.of(".env", "../.env")
        .filter(name -> Files.exists(directory.resolve(name)))
        .findFirst()
        .ifPresent(
            name ->
                read(directory.resolve(name), name)
                    .ifPresent(text -> variables(new DotenvFile(name, mistakes).parse(text))));
  }

  private Optional<String> read(Path file, String name) {
    Optional<String> text = TextFile.read(file, name, mistakes);
    text.ifPresent(read -> files.add(name));
    return text;
  }

  /** Takes the variables that are settings; of one with two names, the first that is set. */
  private void variables(Map<String, RawValue> variables) {
    List<String> known = new ArrayList<>();
    for (Setting<?> setting : SettingsCatalogue.ALL) {
      known.addAll(setting.variables());
      setting.variables().stream()
          .flatMap(name -> named(setting, name, variables).stream())
          .filter(value -> !value.text().isBlank())
          .findFirst()
          .ifPresent(value -> put(setting.path(), value));
    }
    notices.addAll(UnknownVariables.notices(variables, known));
  }

  private static Optional<RawValue> named(
      Setting<?> setting, String name, Map<String, RawValue> variables) {
    return Optional.ofNullable(variables.get(name))
        .map(
            value ->
                name.equals(setting.variable())
                    ? value
                    : new RawValue(value.text(), name + " in " + value.origin()));
  }

  private void put(String path, RawValue value) {
    if (!value.text().isBlank()) {
      given.put(path, value);
    }
  }
}
