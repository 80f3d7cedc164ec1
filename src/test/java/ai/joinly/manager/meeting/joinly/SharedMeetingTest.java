package ai.joinly.manager.meeting.joinly;

import static ai.joinly.manager.meeting.joinly.JoinlyFixture.LONG;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.agent;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.server;
import static ai.joinly.manager.meeting.joinly.JoinlyFixture.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingException.Category;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.RecordingListener;
import ai.joinly.manager.meeting.ScriptedJoinly;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server with one meeting for all its clients, which an operator lets several agents share. */
class SharedMeetingTest extends WithJoinlyServer {
  @BeforeEach
  void share() {
    server = server(settings(joinly.url(), LONG, true));
    joinly.version = "2.13.0";
  }

  private MeetingSession open(AgentConfig config) throws Exception {
    return server.open(config, SessionLedger.NONE, new RecordingListener());
  }

  /** The server is in a meeting already. */
  private void refuseJoins() {
    joinly.interceptor =
        (request, reply) -> {
          if (!request.body().contains("join_meeting")) {
            return false;
          }
          ScriptedJoinly.tool(
              request, reply, true, "Error calling tool 'join_meeting': Meeting already joined.");
          return true;
        };
  }

  private static MeetingException refused(Opening opening) {
    MeetingException refusal = assertThrows(MeetingException.class, opening::run);
    assertEquals(Category.OCCUPIED, refusal.category(), refusal.userMessage());
    return refusal;
  }

  /** Opens or joins. */
  @FunctionalInterface
  private interface Opening {
    void run() throws Exception;
  }

  @Test
  void severalShareIt() throws Exception {
    MeetingSession first = open(agent("A"));
    MeetingSession second = open(agent("B"));
    first.join();
    refuseJoins();
    second.join();
    assertTrue(first.end(LONG));
    assertFalse(joinly.log.contains("leave_meeting"), "the other is still in it");
    assertTrue(second.end(LONG));
    assertTrue(joinly.log.contains("leave_meeting"));
  }

  @Test
  void anAgentOfAnotherMeetingIsRefused() throws Exception {
    open(agent("A")).join();
    AgentConfig other = AgentConfig.of("B", "https://meet.google.com/xyz-defg-hij");
    assertTrue(refused(() -> open(other)).userMessage().contains("another URL"));
    assertTrue(server.awaitEnded(LONG));
    assertEquals(1, joinly.sessions.size());
  }

  @Test
  void anotherAddressOfTheSameMeetingIsTheSame() throws Exception {
    open(agent("A")).join();
    refuseJoins();
    open(AgentConfig.of("B", "https://meet.google.com/abc-defg-hij?authuser=1&hs=2")).join();
  }

  @Test
  void aMeetingThatTheServerDidNotLeaveIsNotTakenForAnother() throws Exception {
    MeetingSession first = open(agent("A"));
    first.join();
    assertTrue(first.end(LONG));
    refuseJoins();
    MeetingSession other = open(AgentConfig.of("B", "https://meet.google.com/xyz-defg-hij"));
    refused(other::join);
  }

  @Test
  void aMeetingThatIsNotKnownHereIsRefused() throws Exception {
    refuseJoins();
    MeetingSession first = open(agent("A"));
    refused(first::join);
  }
}
