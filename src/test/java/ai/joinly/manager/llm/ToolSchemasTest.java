package ai.joinly.manager.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToolSchemasTest {
  private final RecentTools recent = new RecentTools();

  private static List<ToolDefinition> tools(String name) {
    return List.of(new ToolDefinition(name, "does it", "{\"type\":\"object\"}"));
  }

  @Test
  void modelsWithTheSameToolsShareWhatBecomesOfThem() {
    ToolSchemas one = new ToolSchemas(recent);
    ToolSchemas other = new ToolSchemas(recent);
    assertSame(one.convert(tools("look")), other.convert(tools("look")));
    assertEquals("listen", other.convert(tools("listen")).getFirst().name());
    assertEquals("look", other.convert(tools("look")).getFirst().name());
  }

  @Test
  void whatIsUsedStaysAndWhatIsNotGoes() {
    ToolSchemas models = new ToolSchemas(recent);
    var common = models.convert(tools("common"));
    var rare = models.convert(tools("rare"));
    for (int i = 0; i < 20; i++) {
      new ToolSchemas(recent).convert(tools("of agent " + i));
      assertSame(common, new ToolSchemas(recent).convert(tools("common")));
    }
    assertNotSame(rare, new ToolSchemas(recent).convert(tools("rare")));
    assertSame(rare, models.convert(tools("rare")), "its own model still has it");
  }
}
