package ai.joinly.manager.meeting.joinly;

import static ai.joinly.manager.meeting.joinly.JoinlyFixture.agent;
import static ai.joinly.manager.meeting.transcript.Transcripts.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.PriorTranscript;
import ai.joinly.manager.meeting.RecordingListener;
import ai.joinly.manager.meeting.ScriptedJoinly;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A join that a former process asked for and whose answer it did not see. */
class JoinTakenUpTest extends WithJoinlyServer {
  private static final PriorTranscript NOTHING =
      new PriorTranscript() {
        @Override
        public void forEach(Consumer<Segment> segments) {}

        @Override
        public List<Segment> unfinished() {
          return List.of();
        }
      };

  private final RecordingListener listener = new RecordingListener();

  /** In the waiting room the participants are not to be had. */
  private void answerJoins(String text) {
    joinly.interceptor =
        (request, reply) -> {
          if (request.body().contains("get_participants")) {
            ScriptedJoinly.tool(
                request,
                reply,
                true,
                "Error calling tool 'get_participants': Failed to perform 'get_participants'.");
            return true;
          }
          if (request.body().contains("join_meeting")) {
            ScriptedJoinly.tool(request, reply, true, "Error calling tool 'join_meeting': " + text);
            return true;
          }
          return false;
        };
  }

  private MeetingSession takenUp(KnownSession.Stage stage, OptionalLong join) throws Exception {
    MeetingSession former = server.open(agent("A"), SessionLedger.NONE, new RecordingListener());
    former.detach();
    KnownSession known =
        new KnownSession(
            AgentId.of(1),
            joinly.url(),
            former.id(),
            stage,
            1,
            "2025-06-18",
            "1.12.0",
            join,
            Instant.EPOCH,
            Optional.empty());
    return server.takeUp(known, agent("A"), NOTHING, SessionLedger.NONE, listener);
  }

  @Test
  void aServerThatHasJoinedAlreadyDidSoForIt() throws Exception {
    MeetingSession session = takenUp(KnownSession.Stage.JOINING, OptionalLong.of(7));
    answerJoins("Meeting already joined. Leave the meeting before joining a new one.");
    session.join();
    joinly.say(joinly.only(), said("hello", 1));
    listener.expect("hello");
  }

  @Test
  void anotherRefusalIsOne() throws Exception {
    MeetingSession session = takenUp(KnownSession.Stage.JOINING, OptionalLong.of(7));
    answerJoins("The meeting is locked.");
    MeetingException refusal = assertThrows(MeetingException.class, session::join);
    assertEquals("The meeting is locked.", refusal.userMessage());
  }

  @Test
  void withoutAFormerJoinItIsRefused() throws Exception {
    MeetingSession session = takenUp(KnownSession.Stage.READY, OptionalLong.empty());
    answerJoins("Meeting already joined. Leave the meeting before joining a new one.");
    assertThrows(MeetingException.class, session::join);
  }
}
