package ai.joinly.manager.agent.speech;

import ai.joinly.manager.llm.reading.Thinking;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a voice says of a text: no reasoning, no markup, no emoji, hosts in place of addresses, line
 * breaks as ends of sentences. Words, numbers and symbols stay. Takes linear time.
 */
public final class SpokenText {
  private static final int LONGEST_CODE_LINE = 80;

  /** Brackets around something that was left out, but not those of {@code run()}. */
  private static final Pattern EMPTY_BRACKETS = Pattern.compile("(?<![^\\s])[(\\[] ?[)\\]]");

  private static final Pattern REPEATED = Pattern.compile("([!?.…,;:=#。！？、，؟۔।~-])\\1\\1\\1++");

  private static final Pattern BLANKS = Pattern.compile(" {2,}+");

  private SpokenText() {}

  /** Returns what is to be spoken of {@code text}; empty when nothing of it can be. */
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

  /** A voice cannot read a program; one short line is a command or a name. */
  private static void addCode(Block.Code code, List<String> sentences) {
    List<String> lines = code.lines().stream().filter(line -> !line.isBlank()).toList();
    switch (code.language()) {
      case "text", "txt", "plain", "plaintext", "markdown", "md" ->
          sentences.addAll(sentences(Markdown.readUnfenced(lines, Medium.VOICE)));
      default -> {
        if (lines.size() == 1 && lines.getFirst().strip().length() <= LONGEST_CODE_LINE) {
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
