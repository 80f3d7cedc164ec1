package ai.joinly.manager.meeting.joinly;

import static ai.joinly.manager.meeting.joinly.JoinlyFixture.server;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.settings;

import ai.joinly.manager.meeting.ScriptedJoinly;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A scripted joinly server for each test, and the manager's side of it. */
public abstract class WithJoinlyServer {
  public ScriptedJoinly joinly;
  public JoinlyServer server;

  @BeforeEach
  void start() throws Exception {
    joinly = new ScriptedJoinly();
    server = server(settings(joinly.url()));
  }

  @AfterEach
  void stop() throws Exception {
    server.close(Duration.ZERO);
    joinly.close();
  }
}
