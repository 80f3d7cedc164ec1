package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.joinly.manager.llm.ToolDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolSchemasTest {
  private final ToolSchemas schemas = new ToolSchemas();

  private static List<ToolDefinition> tools(String name) {
    return List.of(new ToolDefinition(name, "does it", "{\"type\":\"object\"}"));
  }

  @Test
  void agentsWithTheSameToolsShareWhatBecomesOfThem() {
    assertSame(schemas.convert(tools("look")), schemas.convert(tools("look")));
    assertEquals("listen", schemas.convert(tools("listen")).getFirst().name());
    assertEquals("look", schemas.convert(tools("look")).getFirst().name());
  }

  @Test
  void aListTooLongToBeKeptIsConvertedEachTime() {
    List<ToolDefinition> huge =
        List.of(new ToolDefinition("look", "x".repeat(70_000), "{\"type\":\"object\"}"));
    assertNotSame(schemas.convert(huge), schemas.convert(huge));
    assertEquals(schemas.convert(huge), schemas.convert(huge));
  }
}
