package ai.joinly.manager.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the small UTF-8 files that settings stand in. */
final class TextFile {
  private static final int MOST_BYTES = 1 << 20;

  private TextFile() {}

  /**
   * The whole text.
   *
   * @param mistakes gets a sentence when there is no text to be had
   */
  static Optional<String> read(Path file, String name, List<String> mistakes) {
    Optional<String> problem = Optional.empty();
    try {
      if (Files.isDirectory(file)) {
        problem = Optional.of("is a directory, not a file");
      } else if (Files.size(file) > MOST_BYTES) {
        problem = Optional.of("is larger than 1 MiB");
      } else {
        String text = Files.readString(file);
        return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
      }
    } catch (NoSuchFileException e) {
      problem = Optional.of("does not exist");
    } catch (CharacterCodingException e) {
      problem = Optional.of("is not UTF-8 text");
    } catch (AccessDeniedException e) {
      problem = Optional.of("may not be read by this user; check its rights");
    } catch (IOException e) {
      problem = Optional.of("cannot be read; check its rights and the disk");
    }
    problem.ifPresent(reason -> mistakes.add(name + ": " + reason));
    return Optional.empty();
  }
}
