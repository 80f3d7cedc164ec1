package ai.joinly.manager.config;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Documentation of the settings, generated from their declarations. */
public final class SettingsHelp {
  private static final String NO_DEFAULT = "not set";

  private SettingsHelp() {}

  /** Returns the text for {@code --help}. */
  public static String text() {
    return DeclaredSetting.ALL.stream()
        .map(
            setting ->
                "  %s (%s)%n      %s; %s%n      default: %s%n"
                    .formatted(
                        String.join(" or ", setting.variables()),
                        setting.path(),
                        setting.doc(),
                        setting.type().allowed(),
                        setting.defaultText().orElse(NO_DEFAULT)))
        .collect(Collectors.joining());
  }

  /** Returns the table of docs/configuration.md. */
  static String markdown() {
    return DeclaredSetting.ALL.stream()
        .map(
            setting ->
                "| %s | `%s` | %s | %s |\n"
                    .formatted(
                        setting.variables().stream()
                            .map(name -> "`" + name + "`")
                            .collect(Collectors.joining(", ")),
                        setting.path(),
                        setting.defaultText().map(text -> "`" + text + "`").orElse(""),
                        setting.doc() + " (" + setting.type().allowed() + ")"))
        .collect(
            Collectors.joining("", "| variable | in YAML | default | |\n|---|---|---|---|\n", ""));
  }

  /** Returns a YAML file with all settings; those without a default are comments. */
  static String yaml() {
    StringBuilder text = new StringBuilder(8_192);
    List<String> sections = List.of();
    for (DeclaredSetting setting : DeclaredSetting.ALL) {
      List<String> path = Arrays.asList(setting.path().split("\\.", -1));
      List<String> inner = path.subList(0, path.size() - 1);
      openSections(text, sections, inner);
      sections = inner;
      String indent = "  ".repeat(inner.size());
      text.append(indent).append("# ").append(String.join(", ", setting.variables()));
      text.append(": ").append(setting.doc()).append('\n');
      text.append(indent).append("# ").append(setting.type().allowed()).append('\n');
      text.append(indent).append(setting.defaultText().isPresent() ? "" : "#");
      text.append(path.getLast()).append(": ");
      text.append(setting.defaultText().map(SettingsHelp::scalar).orElse("")).append('\n');
    }
    return text.toString().replaceAll("(?m)[ ]+$", "");
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

  /** Returns the text, in quotes if YAML could change it. */
  private static String scalar(String text) {
    return text.matches("[A-Za-z0-9./:-]+") ? text : "\"" + text + "\"";
  }
}
