package ai.joinly.manager.agenttools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agenttools.ToolNames.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolNamesTest {
  private final ToolNames names = new ToolNames(Set.of("speak_text"));

  private String name(String server, String tool) {
    return names.nameOf(new Target(server, tool));
  }

  @Test
  void aNameIsThatOfTheServerAndOfTheTool() {
    assertEquals("wiki_search", name("wiki", "search"));
    assertEquals(Optional.of(new Target("wiki", "search")), names.find("wiki_search"));
    assertEquals(Optional.empty(), names.find("search"));
  }

  @Test
  void whatNoModelTakesIsReplaced() {
    assertEquals("wiki_a_b_c__d", name("wiki", "a.b/c \u00e9d"));
    assertTrue(name("wiki", "\ud83d\ude80".repeat(3)).matches("[A-Za-z0-9_-]{1,64}"));
  }

  @Test
  void noTwoToolsHaveOneNameAndNoneHasAReservedOne() {
    List<Target> targets =
        List.of(
            new Target("a_b", "c"),
            new Target("a", "b_c"),
            new Target("a", "b.c"),
            new Target("a", "b/c"),
            new Target("speak", "text"),
            new Target("a", "x".repeat(100)),
            new Target("a", "x".repeat(101)),
            new Target("a", "x".repeat(62)),
            new Target("a", "x".repeat(63)));
    Set<String> given = new HashSet<>();
    for (Target target : targets) {
      String name = names.nameOf(target);
      assertTrue(given.add(name), name);
      assertTrue(name.matches("[A-Za-z0-9_-]{1,64}"), name);
      assertEquals(Optional.of(target), names.find(name));
      assertEquals(name, names.nameOf(target), "it stays");
    }
    assertNotEquals("speak_text", name("speak", "text"));
    assertTrue(name("speak", "text").startsWith("speak_text_"));
    assertEquals(64, name("a", "x".repeat(62)).length());
    assertTrue(name("a", "x".repeat(100)).startsWith("a_xxx"));
  }

  @Test
  void aToolThatIsNamedLikeAShortenedOneGetsAnother() {
    String shortened = name("a", "x".repeat(100));
    String tool = shortened.substring("a_".length());
    assertNotEquals(shortened, name("a", tool));
    ToolNames others = new ToolNames(Set.of());
    assertEquals(shortened, others.nameOf(new Target("a", tool)));
    assertNotEquals(shortened, others.nameOf(new Target("a", "x".repeat(100))));
  }

  @Test
  void theOldestThatAreNotOfferedAreForgotten() {
    String first = name("wiki", "first");
    for (int i = 0; i < ToolNames.MAX_REMEMBERED; i++) {
      name("wiki", "tool" + i);
    }
    names.forgetAllBut(Set.of(first));
    assertTrue(names.find(first).isPresent());
    assertTrue(names.find("wiki_tool0").isEmpty());
    assertTrue(names.find("wiki_tool1").isPresent());
  }
}
