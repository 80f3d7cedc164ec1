package ai.joinly.manager.llm;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LlmProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the tests of this package share. */
public final class Fixtures {
  public static final String KEY = "sk-test-4711";
  public static final Duration LONG = Duration.ofSeconds(20);

  private Fixtures() {}

  public static Settings.Llm settings(Map<String, String> variables) {
    return settings(variables, Set.of(), LONG);
  }

  public static Settings.Llm settings(
      Map<String, String> variables, Set<String> allowedHosts, Duration timeout) {
    return new Settings.Llm(secrets(variables), allowedHosts, timeout, 3);
  }

  public static AgentConfig agent(Wire wire) {
    return agent(wire.provider, wire.model, Map.of());
  }

  public static AgentConfig agent(LlmProvider provider, String model, Map<String, String> envVars) {
    return AgentConfig.builder("Joinly", "https://meet.example.com/abc")
        .llmProvider(provider)
        .llmModel(model)
        .envVars(secrets(envVars))
        .build();
  }

  public static LlmRequest question() {
    return new LlmRequest(
        "You are Joinly.", List.of(new ChatMessage.User("Ada: hello")), List.of(tool("end_turn")));
  }

  public static ToolDefinition tool(String name) {
    return new ToolDefinition(
        name, "Does " + name, "{\"type\":\"object\",\"properties\":{},\"required\":[]}");
  }

  public static LlmException failure(LlmClient client) {
    return assertThrows(LlmException.class, () -> client.complete(question()));
  }

  private static Map<String, Secret> secrets(Map<String, String> variables) {
    return variables.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> new Secret(entry.getValue())));
  }
}
