package ai.joinly.manager.json;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Stored form of an agent's configuration, with separate secrets, so that they can be encrypted.
 */
public final class StoredConfigJson {
  private static final String[] SECRET_FIELDS = {"env_vars", "passcode"};
  private static final String ADDRESS = "meeting_url";
  private static final String SERVERS = "mcp_servers";

  private StoredConfigJson() {}

  /** Returns the part without secrets. */
  public static String open(AgentConfig config) {
    return Json.text(json -> AgentJson.writeConfig(json, config, config.address().shown()));
  }

  /** Returns the secrets. */
  public static String secret(AgentConfig config) {
    ObjectNode secrets = Json.mapper().createObjectNode();
    if (!config.address().shown().equals(config.meetingUrl())) {
      secrets.put(ADDRESS, config.meetingUrl());
    }
    ObjectNode variables = secrets.putObject("env_vars");
    config.envVars().forEach((name, value) -> variables.put(name, value.value()));
    config.passcode().ifPresent(passcode -> secrets.put("passcode", passcode.value()));
    ObjectNode servers = secrets.putObject(SERVERS);
    config
        .mcpServers()
        .forEach(
            (name, server) -> {
              ObjectNode headers = servers.putObject(name);
              server.headers().forEach((header, value) -> headers.put(header, value.value()));
            });
    return JsonText.of(secrets);
  }

  /**
   * Reads a configuration from both parts.
   *
   * @throws IllegalArgumentException if they cannot be read; the message contains none of their
   *     text
   */
  public static AgentConfig read(String openText, String secret) {
    try {
      if (Json.mapper().readTree(openText) instanceof ObjectNode config) {
        JsonNode secrets = Json.mapper().readTree(secret);
        for (String field : SECRET_FIELDS) {
          config.set(field, secrets.path(field).isMissingNode() ? null : secrets.get(field));
        }
        for (Map.Entry<String, JsonNode> server : config.path(SERVERS).properties()) {
          if (server.getValue() instanceof ObjectNode open) {
            open.set("headers", secrets.path(SERVERS).path(server.getKey()).deepCopy());
          }
        }
        if (secrets.has(ADDRESS)) {
          config.set(ADDRESS, secrets.get(ADDRESS));
        }
        return AgentConfigJson.read(config);
      }
    } catch (JsonProcessingException e) {
      // Reported below without the cause, which may quote the text.
    }
    throw new IllegalArgumentException("a configuration in the store cannot be read");
  }
}
