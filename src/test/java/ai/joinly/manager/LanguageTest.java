package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Main sources and documents are in plain technical English, see CONTRIBUTING.md. */
class LanguageTest {
  private static final Pattern BANNED =
      Pattern.compile(
          "(?i)\\b(whoever|whatever|whichever|told|tells?|beside|anew|nobody|somebody|lest|upon|thus"
              + "|hears? of|becomes? of|be had|for ever|goes on|anyhow)\\b"
              + "|\\b(?-i:MOST|LONGEST|LARGEST)_");

  private static final List<Path> ROOTS =
      Stream.of(
              "src/main", "docs", "config", "k8s", "deploy", ".github", "README.md", "CHANGELOG.md")
          .map(Path::of)
          .toList();

  /** Speech of people in the demo, stored texts of 0.1, and words that models answer. */
  private static final List<String> QUOTES =
      List.of(
          "demo/llm/Phrases.java",
          "ScriptedModel.java",
          "UntypedResults.java",
          "AnswerReader.java");

  @Test
  void noBannedWordIsUsed() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path root : ROOTS) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(LanguageTest::isText).toList()) {
          int number = 0;
          for (String line : Files.readAllLines(file)) {
            number++;
            if (BANNED.matcher(line).find()) {
              found.add(file + ":" + number + ": " + line.strip());
            }
          }
        }
      }
    }
    assertEquals("", String.join("\n", found));
  }

  private static boolean isText(Path file) {
    String name = file.toString().replace('\\', '/');
    return Files.isRegularFile(file)
        && Stream.of(".java", ".md", ".yaml", ".yml", ".sh").anyMatch(name::endsWith)
        && QUOTES.stream().noneMatch(name::contains);
  }
}
