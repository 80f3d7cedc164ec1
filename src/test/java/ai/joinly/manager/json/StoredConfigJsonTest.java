package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.agent.AgentConfig;
import org.junit.jupiter.api.Test;

class StoredConfigJsonTest {
  /** Older versions took whatever could just be written. */
  @Test
  void whatIsNestedDeeperThanItMayBeNowIsStillRead() {
    String deep = "{\"a\":".repeat(990) + "1" + "}".repeat(990);
    String open = StoredConfigJson.open(AgentConfig.of("Ada", "https://meet.test/a"));
    String stored = open.replaceFirst("\"stt_args\":\\{\\}", "\"stt_args\":" + deep);
    assertTrue(stored.length() > open.length() + deep.length() - 3, stored);
    AgentConfig config = StoredConfigJson.read(stored, "{}");
    assertEquals("Ada", config.name());
    assertTrue(config.speech().sttArgs().containsKey("a"));
  }
}
