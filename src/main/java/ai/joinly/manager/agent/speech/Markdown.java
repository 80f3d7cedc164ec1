package ai.joinly.manager.agent.speech;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Lenient Markdown parser. Models often break the rules of Markdown, and most texts are plain
 * speech, of which nothing may be lost. A CommonMark parser is not suitable: it would read "1986. A
 * great year" as a list item, "2*3*4" as "234" and "[Anna]: hello" as an invisible link definition,
 * and it would keep markers that are unpaired or between letters of a script without blanks. Takes
 * linear time.
 */
final class Markdown {
  private static final int MIN_FENCE_LENGTH = 3;

  private record Fence(char mark, int length, String language) {
    static Optional<Fence> of(String line) {
      String stripped = line.strip();
      if (stripped.isEmpty()) {
        return Optional.empty();
      }
      char mark = stripped.charAt(0);
      int length = 0;
      while (length < stripped.length() && stripped.charAt(length) == mark) {
        length++;
      }
      String language = stripped.substring(length).strip();
      boolean fence =
          length >= MIN_FENCE_LENGTH
              && ((mark == '`' && language.indexOf('`') < 0)
                  || (mark == '~' && language.indexOf('~') < 0));
      return fence ? Optional.of(new Fence(mark, length, language)) : Optional.empty();
    }

    boolean isClosedBy(String line) {
      return Fence.of(line)
          .filter(f -> f.mark == mark && f.length >= length && f.language.isEmpty())
          .isPresent();
    }
  }

  private final Medium medium;
  private final List<Block> blocks = new ArrayList<>();

  private Markdown(Medium medium) {
    this.medium = medium;
  }

  /** Returns the blocks of {@code text}, with emphasis markers. */
  static List<Block> read(String text, Medium medium) {
    Markdown markdown = new Markdown(medium);
    markdown.split(text);
    return markdown.blocks;
  }

  /** Returns the blocks of a text whose fences are already removed. */
  static List<Block> readUnfenced(List<String> lines, Medium medium) {
    Markdown markdown = new Markdown(medium);
    markdown.addProse(lines);
    return markdown.blocks;
  }

  private void split(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    List<String> prose = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      Optional<Fence> fence = Fence.of(lines.get(i));
      if (fence.isEmpty()) {
        prose.add(lines.get(i));
        i++;
        continue;
      }
      addProse(prose);
      prose = new ArrayList<>();
      int end = i + 1;
      while (end < lines.size() && !fence.get().isClosedBy(lines.get(end))) {
        end++;
      }
      blocks.add(new Block.Code(fence.get().language(), lines.subList(i + 1, end)));
      i = end + 1;
    }
    addProse(prose);
  }

  private void addProse(List<String> prose) {
    if (prose.isEmpty()) {
      return;
    }
    String text = Links.replace(Tags.remove(String.join("\n", prose)), medium);
    String plain = Formulas.unwrap(text);
    List<String> lines =
        List.of((medium == Medium.VOICE ? WebAddress.toHosts(plain) : plain).split("\n", -1));
    BitSet rows = Table.rows(lines);
    BitSet entries = ListNumbers.entries(lines);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank()) {
        blocks.add(new Block.Blank());
      } else if (rows.get(i)) {
        blocks.add(new Block.Row(Table.cells(line)));
      } else if (!MarkdownLine.isRule(line)) {
        blocks.add(MarkdownLine.parse(line, entries.get(i)));
      }
    }
  }
}
