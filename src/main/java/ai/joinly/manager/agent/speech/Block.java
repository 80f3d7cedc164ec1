package ai.joinly.manager.agent.speech;

import java.util.List;

/** Block of a Markdown text. */
sealed interface Block {
  /**
   * A line of running text, a heading or a list item.
   *
   * @param marker prefix of the text in a chat: indentation, bullet, number
   */
  record Line(String marker, String text) implements Block {}

  /** A row of a table. */
  record Row(List<String> cells) implements Block {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * Code block: the lines between two fences.
   *
   * @param language the language named by the opening fence; empty if there is none
   */
  record Code(String language, List<String> lines) implements Block {
    public Code {
      lines = List.copyOf(lines);
    }
  }

  /** Blank line between paragraphs. */
  record Blank() implements Block {}
}
