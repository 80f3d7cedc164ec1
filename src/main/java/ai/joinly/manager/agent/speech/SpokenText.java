package ai.joinly.manager.agent.speech;

import ai.joinly.manager.llm.reading.Thinking;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Converter of a text into speech: removes reasoning, markup and emoji, replaces addresses by their
 * hosts and line breaks by ends of sentences. Keeps words, numbers and symbols. Takes linear time.
 */
public final class SpokenText {
  private static final int MAX_CODE_LINE = 80;

  /** Empty brackets around removed text, but not those of {@code run()}. */
  private static final Pattern EMPTY_BRACKETS = Pattern.compile("(?<![^\\s])[(\\[] ?[)\\]]");

  private static final Pattern REPEATED = Pattern.compile("([!?.…,;:=#。！？、，؟۔।~-])\\1\\1\\1++");

  private static final Pattern BLANKS = Pattern.compile(" {2,}+");

  private SpokenText() {}

  /** Returns {@code text} as it is spoken; empty if none of it can be spoken. */
  public static String of(String text) {
    List<Block> blocks =
        Markdown.read(
            Characters.clean(Entities.decode(Thinking.strip(text)), Medium.VOICE), Medium.VOICE);
    List<String> sentences = sentences(blocks);
    if (sentences.isEmpty()) {
      sentences = sentences(codeAsProse(blocks));
    }
    return SentenceEnd.join(sentences);
  }

  private static List<Block> codeAsProse(List<Block> blocks) {
    List<String> lines = new ArrayList<>();
    for (Block block : blocks) {
      if (block instanceof Block.Code code) {
        lines.addAll(code.lines());
      }
    }
    return Markdown.readUnfenced(lines, Medium.VOICE);
  }

  private static List<String> sentences(List<Block> blocks) {
    List<String> sentences = new ArrayList<>();
    for (Block block : blocks) {
      switch (block) {
        case Block.Line line -> add(line.text(), sentences);
        case Block.Row row -> add(String.join(", ", row.cells()), sentences);
        case Block.Code code -> addCode(code, sentences);
        case Block.Blank blank -> {}
      }
    }
    return sentences;
  }

  /** Adds code only if it is text, or a single short line, such as a command or a name. */
  private static void addCode(Block.Code code, List<String> sentences) {
    List<String> lines = code.lines().stream().filter(line -> !line.isBlank()).toList();
    switch (code.language()) {
      case "text", "txt", "plain", "plaintext", "markdown", "md" ->
          sentences.addAll(sentences(Markdown.readUnfenced(lines, Medium.VOICE)));
      default -> {
        if (lines.size() == 1 && lines.getFirst().strip().length() <= MAX_CODE_LINE) {
          sentences.addAll(sentences(Markdown.readUnfenced(lines, Medium.VOICE)));
        }
      }
    }
  }

  private static void add(String text, List<String> sentences) {
    String plain = Emphasis.remove(text, Medium.VOICE);
    String folded = EMPTY_BRACKETS.matcher(plain).replaceAll("");
    String shortened = REPEATED.matcher(folded).replaceAll("$1$1$1");
    String sentence = BLANKS.matcher(shortened).replaceAll(" ").strip();
    if (Characters.isSpeakable(sentence)) {
      sentences.add(sentence);
    }
  }
}
