package ai.joinly.manager.config;

import java.util.List;
import java.util.Optional;

/**
 * One setting: where it may stand and what it may be.
 *
 * @param path in YAML
 * @param variables of the environment, the first of them its name in messages, the others accepted
 *     in its place
 * @param defaultText the default as it would be written; empty where the setting may stay unset
 * @param secret whether the value must never be shown
 * @param meaning one phrase for the documentation
 */
record Setting<T>(
    String path,
    List<String> variables,
    SettingType<T> type,
    Optional<String> defaultText,
    boolean secret,
    String meaning) {

  Setting {
    variables = List.copyOf(variables);
  }

  String variable() {
    return variables.getFirst();
  }

  /** How messages name it. */
  String name() {
    return variable() + " (" + path + ")";
  }

  T defaultValue() {
    return defaultText
        .flatMap(type::parse)
        .orElseThrow(() -> new IllegalStateException(name() + " has no valid default"));
  }
}
