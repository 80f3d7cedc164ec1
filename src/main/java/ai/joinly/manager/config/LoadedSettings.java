package ai.joinly.manager.config;

import io.helidon.config.Config;
import java.util.List;

/**
 * Settings of a process and their sources.
 *
 * @param config all values as text, including secrets: must not be logged
 * @param files the names of the files that were read, as given; for the log
 * @param notices warnings about settings without effect and misspelled names; without values
 */
public record LoadedSettings(
    Config config, Settings settings, List<String> files, List<String> notices) {
  public LoadedSettings {
    files = List.copyOf(files);
    notices = List.copyOf(notices);
  }
}
