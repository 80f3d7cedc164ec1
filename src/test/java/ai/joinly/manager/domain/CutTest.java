package ai.joinly.manager.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CutTest {
  @Test
  void noPairIsParted() {
    String text = "a\ud83d\ude00b";
    int[] places = {0, 1, 1, 3, 4};
    for (int end = 0; end <= text.length(); end++) {
      assertEquals(places[end], Cut.notAfter(text, end));
    }
    assertEquals(1, Cut.notAfter("\ud83d", 1), "there is nothing to part");
  }
}
