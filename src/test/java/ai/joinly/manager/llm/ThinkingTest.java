package ai.joinly.manager.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ThinkingTest {
  @Test
  void reasoningIsRemoved() {
    assertEquals("It is four.", Thinking.strip("<think>They want the time.</think>It is four."));
  }
}
