package ai.joinly.manager.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BoundedLabelTest {
  @Test
  void theFirstOnesStandForThemselvesLaterOnesAreOther() {
    BoundedLabel label = new BoundedLabel(2);
    assertEquals("a", label.of("a"));
    assertEquals("b", label.of("b"));
    assertEquals("other", label.of("c"));
    assertEquals("a", label.of("a"));
    assertEquals("other", label.of("d"));
  }

  @Test
  void aValueIsShortAndOfOneLine() {
    BoundedLabel label = new BoundedLabel(2);
    assertEquals("a b", label.of("a\nb"));
    assertEquals("x".repeat(64), label.of("x".repeat(1000)));
    assertEquals("x".repeat(64), label.of("x".repeat(2000)));
  }
}
