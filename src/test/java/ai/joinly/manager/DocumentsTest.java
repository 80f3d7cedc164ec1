package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the pages for readers together: their links, and the length of the first page. */
class DocumentsTest {
  private static final Path README = Path.of("README.md");
  private static final Path DOCS = Path.of("docs");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#\\s]+)(#[^)]*)?\\)");
  private static final int MAX_README_LINES = 180;

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> pages = new ArrayList<>(docs());
    pages.addAll(List.of(README, Path.of("CHANGELOG.md"), Path.of(".github", "CONTRIBUTING.md")));
    for (Path page : pages) {
      for (String target : targets(page)) {
        if (!Files.exists(page.toAbsolutePath().resolveSibling(target).normalize())) {
          broken.add(page + " -> " + target);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void theReadmeIsShortAndLinksEveryPage() throws IOException {
    assertTrue(Files.readAllLines(README).size() <= MAX_README_LINES, "README.md is too long");
    List<String> targets = targets(README);
    for (Path page : docs()) {
      assertTrue(targets.contains("docs/" + page.getFileName()), "no link to " + page);
    }
  }

  private static List<String> targets(Path page) throws IOException {
    return LINK.matcher(Files.readString(page)).results().map(DocumentsTest::target).toList();
  }

  private static String target(MatchResult link) {
    return link.group(1);
  }

  private static List<Path> docs() throws IOException {
    try (Stream<Path> files = Files.list(DOCS)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }
}
