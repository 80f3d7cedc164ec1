package ai.joinly.manager.config;

import java.util.List;

/**
 * The settings and how they came about.
 *
 * @param files that were read, as their names were given; for a line of the log
 * @param notices sentences about what has no effect though it was set, or looks misspelled; they
 *     hold no values and are meant for the log, as warnings
 */
public record LoadedSettings(Settings settings, List<String> files, List<String> notices) {
  public LoadedSettings {
    files = List.copyOf(files);
    notices = List.copyOf(notices);
  }
}
