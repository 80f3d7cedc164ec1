package ai.joinly.manager.config;

import static ai.joinly.manager.config.Quantity.duration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects settings as they are made. Filled while a catalogue is initialised, never after. */
final class SettingGroup {
  private final List<Setting<?>> settings = new ArrayList<>();

  <T> Setting<T> setting(
      String path, String variable, SettingType<T> type, String defaultText, String meaning) {
    return register(
        new Setting<>(path, List.of(variable), type, Optional.of(defaultText), false, meaning));
  }

  Setting<Duration> timeout(
      String path, String variable, String from, String to, String defaultText, String meaning) {
    return setting(path, variable, duration(from, to), defaultText, meaning);
  }

  <T> Setting<T> register(Setting<T> setting) {
    settings.add(setting);
    return setting;
  }

  List<Setting<?>> all() {
    return List.copyOf(settings);
  }
}
