package ai.joinly.manager.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.logging.StateLog.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class StateLogTest {
  private long now;
  private final StateLog states = new StateLog(() -> now);
  private final CapturedLog log = new CapturedLog(StateLog.class);

  @AfterEach
  void stop() {
    log.close();
  }

  private void pass(Duration time) {
    now += time.toNanos();
    states.sweep();
  }

  private void fail(String of) {
    states.failing(Subject.SESSION, of, of + " fails");
  }

  private void recover(String of) {
    states.works(Subject.SESSION, of, of + " works");
  }

  @Test
  void aLineForTheFailureAndOneForTheRecovery() {
    recover("a");
    assertEquals(List.of(), log.messages());
    for (int i = 0; i < 40; i++) {
      fail("a");
      pass(Duration.ofSeconds(10));
    }
    assertEquals(List.of("a fails"), log.messages());
    assertEquals(Map.of("subject", "session", "state", "failing"), log.fields());
    recover("a");
    recover("a");
    pass(Duration.ofHours(1));
    assertEquals(List.of("a fails", "a works"), log.messages());
    assertEquals(Map.of("subject", "session", "state", "works"), log.fields());
    assertEquals(List.of("WARNING", "WARNING"), log.levels());
  }

  @Test
  void eachThingIsForItself() {
    states.failing(Subject.STORE, "a", "store fails");
    fail("a");
    fail("b");
    recover("a");
    assertEquals(List.of("store fails", "a fails", "b fails", "a works"), log.messages());
    assertEquals("SEVERE", log.levels().getFirst());
  }

  @Test
  void whatIsForgottenDoesNotRecover() {
    fail("a");
    states.forget(Subject.SESSION, "a");
    recover("a");
    assertEquals(List.of("a fails"), log.messages());
    fail("a");
    assertEquals(List.of("a fails", "a fails"), log.messages());
  }

  @Test
  void whatChangesAllTheTimeIsShownNowAndThen() {
    for (int i = 0; i < 100; i++) {
      fail("a");
      recover("a");
    }
    fail("a");
    assertEquals(StateLog.LINES_OF_ONE, log.messages().size());
    log.clear();
    pass(StateLog.STEADY.minusSeconds(1));
    assertEquals(List.of(), log.messages());
    pass(Duration.ofSeconds(1));
    assertEquals(1, log.messages().size());
    assertTrue(log.messages().getFirst().startsWith("a fails ("), log.messages().toString());
    recover("a");
    pass(StateLog.STEADY);
    assertEquals("a works", log.messages().getLast());
  }

  @Test
  void anotherWayOfFailingIsALineOfItsOwn() {
    for (String way : List.of("500", "500", "429", "401")) {
      states.failing(Subject.PROVIDER, "model", way, "fails with " + way);
    }
    assertEquals(List.of("fails with 500", "fails with 429", "fails with 401"), log.messages());
    states.works(Subject.PROVIDER, "model", "answers");
    assertEquals("answers", log.messages().getLast());
  }

  @Test
  void aLineThatComesLaterHasTheNewestReason() {
    for (int i = 0; i < StateLog.LINES_OF_ONE; i++) {
      states.failing(Subject.PROVIDER, "model", i, "fails with " + i);
    }
    states.failing(Subject.PROVIDER, "model", "last", "refused");
    states.failing(Subject.PROVIDER, "model", "last", "refused for another reason");
    log.clear();
    pass(StateLog.STEADY);
    assertEquals(List.of("refused for another reason"), log.messages());
    pass(StateLog.WINDOW_OF_ONE);
    assertEquals(1, log.messages().size());
  }

  @Test
  void whatFailsAfterItsLastLineIsShownInTheEnd() {
    for (int i = 0; i < 2; i++) {
      fail("a");
      recover("a");
    }
    fail("a");
    pass(StateLog.STEADY);
    assertEquals("a fails", log.messages().getLast());
  }

  @Test
  void ofManyAtOnceTheFirstHaveALineAndTheOthersOneTogether() {
    for (int i = 0; i < 500; i++) {
      fail("agent " + i);
    }
    assertEquals(StateLog.LINES_OF_ALL, log.messages().size());
    log.clear();
    pass(StateLog.WINDOW_OF_ALL);
    assertEquals(List.of("470 more session lines suppressed"), log.messages());
    pass(StateLog.WINDOW_OF_ALL);
    assertEquals(1, log.messages().size());
  }

  @Test
  void noMoreThanAThousandAreKnown() {
    for (int i = 0; i <= StateLog.MAX_KNOWN; i++) {
      fail("agent " + i);
    }
    pass(StateLog.WINDOW_OF_ALL);
    log.clear();
    recover("agent 0");
    assertEquals(List.of(), log.messages(), "it was forgotten");
    recover("agent 1");
    assertEquals(List.of("agent 1 works"), log.messages());
  }

  @Test
  void whatHappensAgainAndAgainIsCounted() {
    for (int i = 0; i < 10; i++) {
      states.happened(Subject.CLIENT, "A client was closed");
    }
    assertEquals(List.of("A client was closed"), log.messages());
    pass(StateLog.WINDOW_OF_ALL);
    assertEquals("A client was closed (9 times)", log.messages().getLast());
    pass(StateLog.WINDOW_OF_ALL);
    states.happened(Subject.CLIENT, "A client was closed");
    assertEquals(3, log.messages().size());
  }

  @Test
  void longReasonsAreCut() {
    fail("x".repeat(5_000));
    assertTrue(log.messages().getFirst().length() < 600);
  }
}
