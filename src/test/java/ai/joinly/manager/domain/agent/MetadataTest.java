package ai.joinly.manager.domain.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.InvalidFieldsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataTest {
  @Test
  void hasShortTextsInTheOrderOfTheirNames() {
    Metadata metadata = new Metadata(Map.of("team", "red", "cost-center.no", "4711", "_", ""));
    assertEquals(List.of("_", "cost-center.no", "team"), List.copyOf(metadata.entries().keySet()));
    assertEquals(1 + 14 + 4 + 4 + 3, metadata.characters());
  }

  @Test
  void refusesNamesThatCannotStandInAQuery() {
    for (String name : List.of("", ".x", "-x", "a b", "é", "x".repeat(41), "a=b")) {
      assertRefused(Map.of(name, "1"), "names of letters");
    }
  }

  @Test
  void isBounded() {
    assertRefused(Map.of("a", "x".repeat(201)), "at most 200 characters");
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      many.put("n" + i, "x");
    }
    assertEquals(20, new Metadata(many).entries().size());
    many.put("one-more", "x");
    assertRefused(many, "at most 20 entries");
    Map<String, String> large = new HashMap<>();
    for (int i = 0; i < 11; i++) {
      large.put("n" + i, "x".repeat(190));
    }
    assertRefused(large, "at most 2048 characters in all");
  }

  private static void assertRefused(Map<String, String> entries, String why) {
    InvalidFieldsException refused =
        assertThrows(InvalidFieldsException.class, () -> new Metadata(entries));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
    assertEquals("metadata", refused.errors().getFirst().field());
  }
}
