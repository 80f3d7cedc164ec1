package ai.joinly.manager.config;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Documents the settings from their catalogue, for each place where people look. */
public final class SettingsHelp {
  private static final String NO_DEFAULT = "not set";

  private SettingsHelp() {}

  /** For a terminal: each setting by its variable, with its meaning. */
  public static String text() {
    return SettingsCatalogue.ALL.stream()
        .map(
            setting ->
                "  %s (%s)%n      %s; %s%n      default: %s%n"
                    .formatted(
                        String.join(" or ", setting.variables()),
                        setting.path(),
                        setting.meaning(),
                        setting.type().allowed(),
                        setting.defaultText().orElse(NO_DEFAULT)))
        .collect(Collectors.joining());
  }

  /** The table of docs/configuration.md. */
  static String markdown() {
    return SettingsCatalogue.ALL.stream()
        .map(
            setting ->
                "| %s | `%s` | %s | %s |\n"
                    .formatted(
                        setting.variables().stream()
                            .map(name -> "`" + name + "`")
                            .collect(Collectors.joining(", ")),
                        setting.path(),
                        setting.defaultText().map(text -> "`" + text + "`").orElse(""),
                        setting.meaning() + " (" + allowed(setting) + ")"))
        .collect(
            Collectors.joining("", "| variable | in YAML | default | |\n|---|---|---|---|\n", ""));
  }

  /** A YAML file with all settings: those with a default given, the others as comments. */
  static String yaml() {
    StringBuilder text = new StringBuilder(8_192);
    List<String> sections = List.of();
    for (Setting<?> setting : SettingsCatalogue.ALL) {
      List<String> path = Arrays.asList(setting.path().split("\\.", -1));
      List<String> inner = path.subList(0, path.size() - 1);
      openSections(text, sections, inner);
      sections = inner;
      String indent = "  ".repeat(inner.size());
      text.append(indent).append("# ").append(String.join(", ", setting.variables()));
      text.append(": ").append(setting.meaning()).append('\n');
      text.append(indent).append("# ").append(allowed(setting)).append('\n');
      text.append(indent).append(setting.defaultText().isPresent() ? "" : "#");
      text.append(path.getLast()).append(": ");
      text.append(setting.defaultText().map(SettingsHelp::scalar).orElse("")).append('\n');
    }
    return text.toString().replaceAll("(?m)[ ]+$", "");
  }

  /** Without the hint at units, which is for messages: documents tell of units once. */
  private static String allowed(Setting<?> setting) {
    return setting.type().allowed().replaceFirst(" \\([^)]*\\)$", "");
  }

  private static void openSections(StringBuilder text, List<String> open, List<String> wanted) {
    int common = 0;
    while (common < Math.min(open.size(), wanted.size())
        && open.get(common).equals(wanted.get(common))) {
      common++;
    }
    for (int depth = common; depth < wanted.size(); depth++) {
      text.append(depth == 0 ? "\n" : "");
      text.append("  ".repeat(depth)).append(wanted.get(depth)).append(":\n");
    }
  }

  /** In quotes where YAML could take it for something else. */
  private static String scalar(String text) {
    return text.matches("[A-Za-z0-9./:-]+") ? text : "\"" + text + "\"";
  }
}
