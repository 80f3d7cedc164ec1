package ai.joinly.manager.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reader of small UTF-8 files with settings. */
final class TextFile {
  private static final int MAX_BYTES = 1 << 20;

  private TextFile() {}

  /**
   * Returns the text of a file, without its byte order mark.
   *
   * @param mistakes receives the reason if the file cannot be read
   */
  static Optional<String> read(Path file, String name, List<String> mistakes) {
    Optional<String> problem = Optional.empty();
    try {
      if (Files.isDirectory(file)) {
        problem = Optional.of("is a directory, not a file");
      } else if (Files.size(file) > MAX_BYTES) {
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
      problem = Optional.of("may not be read by this user; check its permissions");
    } catch (IOException e) {
      problem = Optional.of("cannot be read; check its permissions and the disk");
    }
    problem.ifPresent(reason -> mistakes.add(name + ": " + reason));
    return Optional.empty();
  }
}
