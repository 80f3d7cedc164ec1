package ai.joinly.manager.agent.speech;

import java.util.List;

/** A piece of a Markdown text. */
sealed interface Block {
  /**
   * A line of running text, a heading or an entry of a list.
   *
   * @param marker what is before the text in a chat: indentation, bullet, number
   */
  record Line(String marker, String text) implements Block {}

  /** A row of a table. */
  record Row(List<String> cells) implements Block {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * Lines between two fences.
   *
   * @param language what the fence names, or nothing
   */
  record Code(String language, List<String> lines) implements Block {
    public Code {
      lines = List.copyOf(lines);
    }
  }

  /** What separates paragraphs. */
  record Blank() implements Block {}
}
