package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.JoinTime;
import ai.joinly.manager.domain.agent.Metadata;
import ai.joinly.manager.domain.agent.PromptSettings;
import ai.joinly.manager.domain.agent.PromptStyle;
import ai.joinly.manager.domain.agent.ToolServerConfig;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigPatchTest {
  private static final Instant NINE = Instant.parse("2026-12-01T09:00:00Z");
  private static final AgentConfig CONFIG =
      AgentConfig.builder("Joe", "https://meet.example/a?pwd=hidden")
          .passcode(Optional.of(new Secret("opensesame")))
          .envVars(Map.of("OPENAI_API_KEY", new Secret("sk-hidden")))
          .mcpServers(
              Map.of(
                  "wiki",
                  new ToolServerConfig(
                      "https://wiki.example/mcp",
                      Map.of("Authorization", new Secret("Bearer hidden")),
                      List.of("get_*"),
                      List.of())))
          .nameAliases(List.of("Joey"))
          .joinTime(Optional.of(new JoinTime(NINE, Optional.of(NINE.plusSeconds(60)))))
          .metadata(new Metadata(Map.of("team", "red", "floor", "3")))
          .build();

  private static ConfigPatch patch(String json) throws IOException {
    return ConfigPatch.read((ObjectNode) Json.mapper().readTree(json));
  }

  @Test
  void changesWhatItNamesAndNothingElse() throws IOException {
    assertEquals(
        CONFIG.toBuilder()
            .name("Jim")
            .nameTrigger(true)
            .nameAliases(List.of())
            .prompt(
                new PromptSettings(PromptStyle.DYADIC, Optional.of("You are."), Optional.empty()))
            .joinTime(
                Optional.of(new JoinTime(NINE.plusSeconds(30), Optional.of(NINE.plusSeconds(60)))))
            .metadata(new Metadata(Map.of("team", "blue", "room", "1")))
            .build(),
        patch(
                """
                {"name":"Jim","name_trigger":true,"name_aliases":null,"prompt_style":"dyadic",
                 "custom_prompt":"You are.","join_at":"2026-12-01T10:00:30+01:00",
                 "metadata":{"team":"blue","floor":null,"room":"1"}}\
                """)
            .applyTo(CONFIG));
  }

  @Test
  void aScheduleIsCancelledWithItsEnd() throws IOException {
    assertEquals(
        CONFIG.toBuilder().joinTime(Optional.empty()).build(),
        patch("{\"join_at\":null}").applyTo(CONFIG));
    assertEquals(
        CONFIG.toBuilder().joinTime(Optional.of(new JoinTime(NINE, Optional.empty()))).build(),
        patch("{\"join_until\":null}").applyTo(CONFIG));
  }

  @Test
  void namesWhatIsBad() {
    assertRefused("{\"name\":null}", "name must be given");
    assertRefused("{\"name\":\"\",\"name_aliases\":7}", "name_aliases must be an array");
    assertRefused("{\"join_at\":\"2026-12-01T10:00\"}", "join_at must be a time with its offset");
    assertRefused("{\"join_at\":\"2026-12-02T09:00:00Z\"}", "join_until must be later");
    assertRefused("{\"metadata\":{\"a b\":\"\"}}", "metadata must have names");
    assertRefused("{\"nmae\":\"x\"}", "nmae does not exist (did you mean name?)");
    assertRefused("{}", "at least one field");
    assertRefused(
        "{\"custom_prompt\":\"%s\",\"personality_prompt\":\"%s\"}"
            .formatted("é".repeat(20_000), "é".repeat(20_000)),
        "must be shorter");
  }

  private static void assertRefused(String json, String why) {
    InvalidFieldsException refused =
        assertThrows(InvalidFieldsException.class, () -> patch(json).applyTo(CONFIG));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  @Test
  void knowsWhatCanChangeWhen() throws IOException {
    ConfigPatch patch =
        patch("{\"name\":\"x\",\"join_at\":null,\"custom_prompt\":\"x\",\"passcode\":\"1\"}");
    assertEquals(List.of("name", "join_at", "custom_prompt", "passcode"), patch.fields());
    assertEquals(List.of("passcode"), patch.fixed());
    assertEquals(List.of("name"), patch.onlyWhileIdle());
    assertEquals(List.of("join_at"), patch.onlyBeforeStart());
  }
}
