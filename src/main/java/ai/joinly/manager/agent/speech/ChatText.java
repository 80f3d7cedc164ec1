package ai.joinly.manager.agent.speech;

import ai.joinly.manager.llm.reading.Thinking;
import java.util.ArrayList;
import java.util.List;

/**
 * Converter of a text into a message for a meeting's chat: removes reasoning and the markup that
 * most chats do not render; keeps full addresses, lines, lists and emoji. Takes linear time.
 */
public final class ChatText {
  private ChatText() {}

  /** Returns {@code text} as a chat message; empty if no text remains. */
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
