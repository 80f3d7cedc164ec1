package ai.joinly.manager.agent.speech;

import ai.joinly.manager.llm.reading.Thinking;
import java.util.ArrayList;
import java.util.List;

/**
 * What a meeting's chat shows of a text: no reasoning, no marks that most chats show as they are,
 * addresses whole. Lines, lists and emoji stay. Takes linear time.
 */
public final class ChatText {
  private ChatText() {}

  /** Returns what is to be written of {@code text}; empty when nothing is left of it. */
  public static String of(String text) {
    String clean = Characters.clean(Entities.decode(Thinking.strip(text)), Medium.CHAT);
    List<String> lines = new ArrayList<>();
    for (Block block : Markdown.read(clean, Medium.CHAT)) {
      switch (block) {
        case Block.Line line -> lines.add(line.marker() + plain(line.text()));
        case Block.Row row -> lines.add(plain(String.join(" | ", row.cells())));
        case Block.Code code -> lines.addAll(code.lines());
        case Block.Blank blank -> {
          if (lines.isEmpty() || !lines.getLast().isEmpty()) {
            lines.add("");
          }
        }
      }
    }
    return String.join("\n", lines).strip();
  }

  private static String plain(String text) {
    return Emphasis.remove(text, Medium.CHAT);
  }
}
