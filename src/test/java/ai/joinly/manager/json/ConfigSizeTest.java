package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigSizeTest {
  private static ObjectNode body(int variables) {
    ObjectNode body =
        Json.mapper()
            .createObjectNode()
            .put("name", "Joe")
            .put("meeting_url", "https://meet.example/abc")
            .put("custom_prompt", "x".repeat(20_000));
    ObjectNode values = body.putObject("env_vars");
    for (int i = 0; i < variables; i++) {
      values.put("KEY_" + i, "y".repeat(8_000));
    }
    return body;
  }

  @Test
  void aConfigurationOfUpTo64KibIsTaken() {
    AgentConfigJson.readRequest(body(5).put("unknown", "z".repeat(100_000)));
  }

  @Test
  void oneThatIsLargerIsRefusedByItsLargestField() {
    List<FieldError> errors =
        assertThrows(InvalidFieldsException.class, () -> AgentConfigJson.readRequest(body(8)))
            .errors();
    assertEquals(1, errors.size());
    assertEquals("env_vars", errors.getFirst().field());
    assertEquals(
        "must be shorter: the configuration has 84122 bytes, 64089 of them in this field, and may have 65536",
        errors.getFirst().message());
  }

  /** From before there was a limit. */
  @Test
  void aStoredOneThatIsLargerIsStillRead() {
    AgentConfig config = AgentConfigJson.read(body(60));
    AgentConfig read =
        StoredConfigJson.read(StoredConfigJson.open(config), StoredConfigJson.secret(config));
    assertEquals(config, read);
    assertEquals(new Secret("y".repeat(8_000)), read.envVars().get("KEY_59"));
  }
}
