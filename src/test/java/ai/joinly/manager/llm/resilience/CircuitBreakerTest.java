package ai.joinly.manager.llm.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.Service;
import ai.joinly.manager.llm.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a model is asked, and when it is spared. */
class CircuitBreakerTest {
  private static final LlmReply REPLY =
      new LlmReply(new ChatMessage.Assistant(Optional.of("Hello"), List.of()), TokenUsage.NONE);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final AtomicInteger asked = new AtomicInteger();

  /** What the model does next. */
  private volatile LlmClient model = request -> REPLY;

  private final CircuitBreaker breaker =
      new CircuitBreaker(
          request -> {
            asked.incrementAndGet();
            return model.complete(request);
          },
          nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void refuses(Category category, String sentence) {
    model =
        request -> {
          throw new LlmException(category, sentence);
        };
  }

  private LlmException failure() {
    return Fixtures.failure(breaker);
  }

  private void open() {
    refuses(Category.KEY_REFUSED, "The key was refused.");
    for (int i = 0; i < 3; i++) {
      assertEquals(Category.KEY_REFUSED, failure().category());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"KEY_REFUSED", "QUOTA_EXHAUSTED", "REQUEST_REFUSED"})
  void opensAfterThreeRefusalsAndAlwaysSaysTheSame(Category category) {
    refuses(category, "Because of this.");
    for (int i = 0; i < 3; i++) {
      assertEquals(category, failure().category());
    }

    LlmException first = failure();
    pass(Duration.ofSeconds(29));
    LlmException second = failure();

    assertEquals(Category.CIRCUIT_OPEN, first.category());
    assertTrue(first.userMessage().contains("Because of this."), first.userMessage());
    assertEquals(first.userMessage(), second.userMessage());
    assertEquals(3, asked.get());
  }

  @ParameterizedTest
  @EnumSource(
      names = {"KEY_REFUSED", "QUOTA_EXHAUSTED", "REQUEST_REFUSED"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatPassesNeverOpensIt(Category category) {
    refuses(category, "Later.");
    for (int i = 0; i < 20; i++) {
      failure();
    }

    assertEquals(20, asked.get());
  }

  @Test
  void anAnswerBetweenRefusalsCountsFromTheBeginning() throws Exception {
    for (int round = 0; round < 3; round++) {
      refuses(Category.REQUEST_REFUSED, "No.");
      failure();
      failure();
      model = request -> REPLY;
      breaker.complete(Fixtures.question());
    }

    assertEquals(9, asked.get());
  }

  @Test
  void oneProbeIsLetThroughAndItsAnswerClosesTheCircuit() throws Exception {
    open();
    pass(Duration.ofSeconds(30));
    model = request -> REPLY;

    assertEquals(REPLY, breaker.complete(Fixtures.question()));
    assertEquals(REPLY, breaker.complete(Fixtures.question()));
    assertEquals(5, asked.get());
  }

  @Test
  void refusedProbesComeLessAndLessOften() throws Exception {
    open();
    for (int seconds : new int[] {30, 60, 120, 240, 300, 300}) {
      pass(Duration.ofSeconds(seconds).minusNanos(1));
      assertEquals(Category.CIRCUIT_OPEN, failure().category(), seconds + " s");
      pass(Duration.ofNanos(1));
      assertEquals(Category.KEY_REFUSED, failure().category(), seconds + " s");
    }
    assertEquals(9, asked.get());

    pass(Duration.ofMinutes(5));
    model = request -> REPLY;
    breaker.complete(Fixtures.question());
    open();
    pass(Duration.ofSeconds(30));
    assertEquals(Category.KEY_REFUSED, failure().category(), "it begins anew");
  }

  @Test
  void aNewReasonIsTold() {
    open();
    pass(Duration.ofSeconds(30));
    refuses(Category.QUOTA_EXHAUSTED, "Nothing is left.");
    failure();

    assertTrue(failure().userMessage().contains("Nothing is left."));
  }

  @Test
  void aProbeThatFailsInPassingLetsTheNextOneTry() {
    open();
    pass(Duration.ofSeconds(30));
    refuses(Category.TIMED_OUT, "Too slow.");

    assertEquals(Category.TIMED_OUT, failure().category());
    assertEquals(Category.TIMED_OUT, failure().category());
  }

  @Test
  void othersAreTurnedAwayWhileAProbeIsOnItsWayAndAnInterruptedOneLetsTheNextTry()
      throws Exception {
    open();
    pass(Duration.ofSeconds(30));
    CountDownLatch onItsWay = new CountDownLatch(1);
    model =
        request -> {
          onItsWay.countDown();
          new CountDownLatch(1).await();
          return REPLY;
        };
    FutureTask<LlmReply> probe = new FutureTask<>(() -> breaker.complete(Fixtures.question()));
    Thread prober = Thread.ofVirtual().start(probe);
    assertTrue(onItsWay.await(10, TimeUnit.SECONDS));

    LlmException turnedAway =
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Fixtures.failure(breaker));
    assertEquals(Category.CIRCUIT_OPEN, turnedAway.category());
    prober.interrupt();
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> probe.get(10, TimeUnit.SECONDS));
    assertEquals(InterruptedException.class, e.getCause().getClass());

    model = request -> REPLY;
    assertEquals(REPLY, breaker.complete(Fixtures.question()));
  }

  @Test
  void aProbeThatBreaksLetsTheNextOneTry() throws Exception {
    open();
    pass(Duration.ofSeconds(30));
    model =
        request -> {
          throw new IllegalStateException("a mistake of our own");
        };
    assertThrows(IllegalStateException.class, () -> breaker.complete(Fixtures.question()));

    model = request -> REPLY;
    assertEquals(REPLY, breaker.complete(Fixtures.question()));
  }

  @Test
  void aRefusalOfARequestThatBeganBeforeChangesNothing() throws Exception {
    CountDownLatch onItsWay = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    model =
        request -> {
          onItsWay.countDown();
          end.await();
          throw new LlmException(Category.REQUEST_REFUSED, "An old reason.");
        };
    FutureTask<LlmReply> old = new FutureTask<>(() -> breaker.complete(Fixtures.question()));
    Thread.ofVirtual().start(old);
    assertTrue(onItsWay.await(10, TimeUnit.SECONDS));
    open();
    String sentence = failure().userMessage();

    end.countDown();
    assertThrows(ExecutionException.class, () -> old.get(10, TimeUnit.SECONDS));

    assertEquals(sentence, failure().userMessage());
    pass(Duration.ofSeconds(30));
    assertEquals(Category.KEY_REFUSED, failure().category());
  }

  @ParameterizedTest
  @EnumSource
  void aDeadKeyIsNotTriedForEachThingThatIsSaid(Wire wire) {
    try (Service service = new Service(wire)) {
      for (int i = 0; i < 3; i++) {
        service.server.then(wire.keyRefusedStatus(), "", wire.keyRefused());
      }
      for (int i = 0; i < 3; i++) {
        service.failure(Category.KEY_REFUSED);
      }
      for (int i = 0; i < 5; i++) {
        LlmException e = service.failure(Category.CIRCUIT_OPEN);
        assertTrue(e.userMessage().contains("check " + wire.keyVariable), e.userMessage());
      }

      assertEquals(3, service.server.waiting());
    }
  }
}
