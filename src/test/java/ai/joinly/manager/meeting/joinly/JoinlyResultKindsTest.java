package ai.joinly.manager.meeting.joinly;

import static ai.joinly.manager.meeting.joinly.JoinlyFixture.agent;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.server;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.mcp.result.ResultRow;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.RecordingListener;
import ai.joinly.manager.meeting.ScriptedJoinly;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of result from a joinly server. */
class JoinlyResultKindsTest {
  @ParameterizedTest
  @MethodSource("ai.joinly.manager.mcp.result.ResultRow#all")
  void aResultIsRead(ResultRow row) throws Exception {
    try (ScriptedJoinly joinly = new ScriptedJoinly()) {
      JoinlyServer server = server(settings(joinly.url()));
      MeetingSession session =
          server.open(agent("Nova"), SessionLedger.NONE, new RecordingListener());
      joinly.interceptor =
          (request, reply) -> {
            boolean looks = request.body().contains("get_video_snapshot");
            if (looks) {
              ScriptedJoinly.result(request, reply, row.result());
            }
            return looks;
          };
      assertEquals(row.outcome(), session.call("get_video_snapshot", "{}"));
      session.end(Duration.ofSeconds(10));
      server.close(Duration.ZERO);
    }
  }
}
