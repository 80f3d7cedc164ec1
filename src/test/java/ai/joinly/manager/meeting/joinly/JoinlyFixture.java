package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.mcp.transport.McpHttp;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings and configurations for tests of sessions. */
public final class JoinlyFixture {
  public static final Duration LONG = Duration.ofSeconds(10);

  private JoinlyFixture() {}

  public static JoinlySettings settings(URI url) {
    return settings(url, Duration.ofSeconds(10), false);
  }

  public static JoinlySettings settings(URI url, Duration limits, boolean shareOneMeeting) {
    return new JoinlySettings(
        url,
        LONG,
        LONG,
        limits,
        limits,
        limits,
        limits,
        limits,
        limits,
        limits,
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        shareOneMeeting,
        1_000_000);
  }

  public static JoinlyServer server(JoinlySettings settings) {
    return new JoinlyServer(settings, McpHttp.create(LONG));
  }

  public static AgentConfig agent(String name) {
    return AgentConfig.builder(name, "https://meet.google.com/abc-defg-hij")
        .passcode(Optional.of(new Secret("pass-1")))
        .build();
  }
}
