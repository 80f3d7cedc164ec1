package ai.joinly.manager.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.KnownSession.Stage;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecoveredSessionsTest {
  private static KnownSession session(String id, Stage stage) {
    return new KnownSession(
        AgentId.of(1),
        URI.create("http://localhost:8000/mcp/"),
        id,
        stage,
        1,
        "",
        "",
        OptionalLong.empty(),
        Instant.EPOCH,
        Optional.empty());
  }

  private final KnownSession first = session("first", Stage.JOINED);
  private final KnownSession second = session("second", Stage.READY);

  @Test
  void withoutSessionsThereIsNothing() {
    assertEquals(
        new RecoveredSessions(Optional.empty(), List.of()), RecoveredSessions.of(List.of()));
  }

  @ParameterizedTest
  @EnumSource(names = {"READY", "JOINING", "JOINED"})
  void theNewestIsTakenUpAndTheOthersAreOver(Stage stage) {
    KnownSession newest = session("newest", stage);
    assertEquals(
        new RecoveredSessions(Optional.of(newest), List.of(first, second)),
        RecoveredSessions.of(List.of(first, second, newest)));
  }

  @ParameterizedTest
  @EnumSource(names = {"NAMED", "ENDING"})
  void whenTheNewestCannotBeTakenUpAllAreOver(Stage stage) {
    KnownSession newest = session("newest", stage);
    assertEquals(
        new RecoveredSessions(Optional.empty(), List.of(first, second, newest)),
        RecoveredSessions.of(List.of(first, second, newest)));
  }
}
