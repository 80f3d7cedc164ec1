package ai.joinly.manager.meeting.joinly;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.meeting.joinly.SessionPhase.WayOut;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SessionPhaseTest {
  private final SessionPhase phase = new SessionPhase();

  private static Function<WayOut, FutureTask<Boolean>> ending(boolean ended) {
    return way -> {
      FutureTask<Boolean> task = new FutureTask<>(() -> ended);
      task.run();
      return task;
    };
  }

  @Test
  void anEndThatWasGivenUpIsBegunAgain() throws Exception {
    assertFalse(phase.end(ending(false)).get());
    FutureTask<Boolean> second = phase.end(ending(true));
    assertTrue(second.get());
    assertSame(second, phase.end(ending(false)));
  }

  @Test
  void anEndThatIsUnderWayIsTheOnlyOne() {
    FutureTask<Boolean> first = phase.end(way -> new FutureTask<>(() -> true));
    assertSame(first, phase.end(ending(true)));
  }
}
