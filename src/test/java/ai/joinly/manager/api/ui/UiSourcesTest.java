package ai.joinly.manager.api.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules of the dashboard's sources, which no compiler checks. */
class UiSourcesTest {
  private static final Path ROOT = Path.of("src/main/resources/ui");
  private static final int MAX_LINES = 500;
  private static final Pattern IMPORT =
      Pattern.compile("(?:^import|^\\} from|^import [^;]*? from)\\s+'([^']+)'", Pattern.MULTILINE);
  private static final Pattern TEXT = Pattern.compile("\\bt\\('([^'$]+?)'[,)]");
  private static final Pattern KEY = Pattern.compile("[,\\s]*(?:'([^']+)'|(\\w+)): '");

  /** Ways to make HTML or code from text, and requests to other servers. */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacent|dangerously|document\\.write|\\beval\\(|new Function"
              + "|setTimeout\\('|javascript:|https?://(?!www\\.w3\\.org|meet\\.google\\.com/abc"
              + "|wiki\\.example\\.com)\\w");

  @Test
  void theListNamesAllFiles() throws IOException {
    String files =
        files(".js", ".css", ".svg").stream()
            .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
            .sorted()
            .collect(Collectors.joining("\n"));
    assertEquals(files, Files.readString(ROOT.resolve("files.txt")).strip());
  }

  @Test
  void everyImportExists() throws IOException {
    List<String> missing = new ArrayList<>();
    int imports = 0;
    for (Path file : files(".js")) {
      Matcher matcher = IMPORT.matcher(Files.readString(file));
      while (matcher.find()) {
        imports++;
        String from = matcher.group(1);
        Path target = file.getParent().resolve(from).normalize();
        boolean library = target.equals(ROOT.resolve(UiFiles.LIBRARY));
        boolean exists = library || Files.exists(target);
        if (!from.startsWith(".") || !exists) {
          missing.add(file + " imports " + from);
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(imports > 100, imports + " imports were found");
  }

  @Test
  void textsAreNeverHtmlOrCode() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files(".js", ".css", ".html")) {
      for (String line : Files.readAllLines(file)) {
        if (FORBIDDEN.matcher(line).find()) {
          found.add(file + ": " + line.strip());
        }
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void theLanguagesHaveTheSameTexts() throws IOException {
    Set<String> english = keys("en");
    assertTrue(english.size() > 250, english.size() + " texts");
    assertEquals(english, keys("de"));
  }

  @Test
  void everyTextOfThePagesExists() throws IOException {
    Set<String> english = keys("en");
    List<String> missing = new ArrayList<>();
    for (Path file : files(".js")) {
      Matcher matcher = TEXT.matcher(Files.readString(file));
      while (matcher.find()) {
        String key = matcher.group(1);
        if (!key.endsWith(".") && !english.contains(key)) {
          missing.add(file + ": " + key);
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void filesAreSmall() throws IOException {
    for (Path file : files(".js", ".css")) {
      int lines = Files.readAllLines(file).size();
      assertTrue(lines <= MAX_LINES, file + " has " + lines + " lines");
    }
  }

  private static Set<String> keys(String language) throws IOException {
    String texts = Files.readString(ROOT.resolve("text/" + language + ".js"));
    Set<String> keys = new TreeSet<>();
    Matcher matcher = KEY.matcher(texts);
    matcher.region(texts.indexOf('{') + 1, texts.length());
    while (matcher.lookingAt()) {
      keys.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
      matcher.region(endOfText(texts, matcher.end() - 1), texts.length());
    }
    return keys;
  }

  /** Returns the index after a text that begins with its quote at {@code start}. */
  private static int endOfText(String source, int start) {
    char quote = source.charAt(start);
    int i = start + 1;
    while (source.charAt(i) != quote) {
      i += source.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  private static List<Path> files(String... endings) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith)).toList();
    }
  }
}
