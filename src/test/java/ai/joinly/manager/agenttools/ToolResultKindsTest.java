package ai.joinly.manager.agenttools;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.ToolSettings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.ToolServerConfig;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.mcp.result.ResultRow;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of result from a further tool server. */
class ToolResultKindsTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private FakeToolServer wiki;
  private McpToolServers tools;

  @BeforeEach
  void start() throws Exception {
    wiki = new FakeToolServer();
    tools =
        QuickToolServers.create(
            new ToolSettings(Set.of(wiki.hostAndPort()), LONG), McpObserver.NONE, Set.of());
  }

  @AfterEach
  void stop() throws Exception {
    assertTrue(tools.close(LONG));
    wiki.close();
  }

  @ParameterizedTest
  @MethodSource("ai.joinly.manager.mcp.result.ResultRow#all")
  void aResultIsRead(ResultRow row) throws Exception {
    wiki.tool("look", arguments -> row.result());
    try (ToolBox box =
        tools.open(
            AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
                .mcpServers(Map.of("wiki", new ToolServerConfig(wiki.url(), Map.of())))
                .build(),
            new RecordingToolListener())) {
      eventually("the tool is there", () -> box.owns("wiki_look"));
      assertEquals(row.outcome(), box.call("wiki_look", "{}"));
    }
  }
}
