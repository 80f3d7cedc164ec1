package ai.joinly.manager.meeting;

import static ai.joinly.manager.meeting.JoinlyFixture.server;
import static ai.joinly.manager.meeting.JoinlyFixture.settings;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A scripted joinly server for each test, and the manager's side of it. */
abstract class WithJoinlyServer {
  ScriptedJoinly joinly;
  JoinlyServer server;

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
