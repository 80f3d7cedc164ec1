package ai.joinly.manager.agenttools;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.ToolServerConfig;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private static final AllowedHosts HOSTS =
      new AllowedHosts(
          Set.of(
              "wiki.example.com",
              "localhost:8080",
              "[::1]:9000",
              "10.0.0.7",
              "kit.example.com:443"));

  private static void require(String url) {
    HOSTS.require(
        config(
            Map.of(
                "wiki",
                new ToolServerConfig(
                    url, Map.of("Authorization", new Secret("Bearer s3cret-t0ken"))))));
  }

  private static AgentConfig config(Map<String, ToolServerConfig> servers) {
    return AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
        .mcpServers(servers)
        .build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://wiki.example.com/mcp",
        "http://wiki.example.com",
        "HTTPS://WIKI.Example.COM/mcp",
        "https://wiki.example.com:443/mcp?key=@evil.example.com",
        "http://wiki.example.com:80/mcp",
        "http://wiki.example.com:/mcp",
        "http://localhost:8080/@evil.example.com/",
        "http://[::1]:9000/mcp",
        "http://10.0.0.7/mcp",
        "https://kit.example.com/mcp",
        "https://kit.example.com:443/mcp"
      })
  void whatIsListedIsAllowed(String url) {
    assertDoesNotThrow(() -> require(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example.com/mcp",
        "http://kit.example.com/mcp",
        "https://wiki.example.com./mcp",
        "https://wiki.example.com.evil.example.com/mcp",
        "https://evil-wiki.example.com/mcp",
        "https://sub.wiki.example.com/mcp",
        "https://example.com/mcp",
        "https://wiki.example.com:80/mcp",
        "http://wiki.example.com:443/mcp",
        "https://wiki.example.com:8443/mcp",
        "http://localhost/mcp",
        "http://localhost:80/mcp",
        "http://localhost:08081/mcp",
        "http://localhost.:8080/mcp",
        "http://127.0.0.1:8080/mcp",
        "http://127.000.000.001:8080/mcp",
        "http://10.0.0.7:8080/mcp",
        "http://10.0.0.70/mcp",
        "http://010.0.0.7/mcp",
        "http://[::1]/mcp",
        "http://[0:0:0:0:0:0:0:1]:9000/mcp",
        "http://[::ffff:127.0.0.1]:9000/mcp",
        "http://[::1%25lo]:9000/mcp",
        "http://[::]:9000/mcp",
        "http://169.254.169.254/latest/meta-data",
        "http://wiki.example.com@evil.example.com/mcp",
        "http://wiki.example.com:80@evil.example.com/mcp",
        "http://evil.example.com#@wiki.example.com/mcp",
        "http://evil.example.com\\@wiki.example.com/mcp",
        "http://evil.example.com%2f@wiki.example.com/mcp",
        "http://wiki.example.com%00.evil.example.com/mcp",
        "http://w\u0131ki.example.com/mcp",
        "http://wi\u212ai.example.com/mcp",
        "http://wiki\uff0eexample.com/mcp",
        "http://2130706433/mcp",
        "http://0x7f000001/mcp",
        "http://0177.0.0.1/mcp",
        "http://127.1/mcp",
        "ftp://wiki.example.com/mcp",
        "file:///etc/passwd",
        "//wiki.example.com/mcp",
        "wiki.example.com",
        "http:wiki.example.com",
        "http:///wiki.example.com",
        "http://wiki.example.com:99999/mcp",
        "http://wiki.example.com:0/mcp",
        " http://wiki.example.com/mcp",
        "http://wiki.example.com\t/mcp",
        "http://wiki.example.com/\r\nHost: evil.example.com"
      })
  void whatIsNotListedToTheLetterIsRefused(String url) {
    InvalidFieldsException refusal = assertThrows(InvalidFieldsException.class, () -> require(url));
    assertEquals("mcp_servers", refusal.errors().getFirst().field());
    assertFalse(refusal.getMessage().contains("s3cret"), refusal.getMessage());
  }

  @Test
  void theRefusalNamesTheServersAndWhoCanHelp() {
    Map<String, ToolServerConfig> servers =
        Map.of(
            "good", new ToolServerConfig("https://wiki.example.com", Map.of()),
            "bad", new ToolServerConfig("https://evil.example.com", Map.of()),
            "worse", new ToolServerConfig("https://10.0.0.8", Map.of()));
    assertEquals(
        "mcp_servers may not point bad, worse at that host: the operator of the manager must"
            + " list it in TOOLS_ALLOWED_HOSTS",
        assertThrows(InvalidFieldsException.class, () -> HOSTS.require(config(servers)))
            .getMessage());
  }

  @Test
  void nothingIsAllowedWhereNothingIsListed() {
    AgentConfig with =
        config(Map.of("wiki", new ToolServerConfig("http://localhost:8080", Map.of())));
    assertThrows(InvalidFieldsException.class, () -> ToolServers.NONE.requireAllowed(with));
    assertDoesNotThrow(() -> ToolServers.NONE.requireAllowed(config(Map.of())));
  }
}
