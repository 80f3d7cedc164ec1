package ai.joinly.manager.agent.admission;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UniqueAgentsTest {
  private static final Optional<String> KEY = Optional.of("room 1");

  private final List<Agent> agents = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private final CompletableFuture<AgentId> first = new CompletableFuture<>();
  private final CompletableFuture<AgentId> second = new CompletableFuture<>();

  private AgentId add(int number) {
    AgentConfig config =
        AgentConfig.builder("Joe", "https://meet.test/abc").deduplicationKey(KEY).build();
    agents.add(Agent.created(AgentId.of(number), config, Instant.EPOCH));
    return AgentId.of(number);
  }

  private AgentId addSlowly(int number) throws InterruptedException {
    begun.countDown();
    goesOn.await();
    return add(number);
  }

  private static Thread start(
      UniqueAgents unique,
      UniqueAgents.Action<AgentId, InterruptedException> action,
      CompletableFuture<AgentId> result) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(unique.admit(KEY, Optional.empty(), action));
              } catch (AgentRefusedException | InterruptedException e) {
                result.completeExceptionally(e);
              }
            });
  }

  @Test
  void aSecondRequestWaitsForTheFirst() throws Exception {
    UniqueAgents unique = new UniqueAgents(agents::stream, Duration.ofSeconds(30));
    start(unique, () -> addSlowly(1), first);
    begun.await();
    Thread waiting = start(unique, () -> add(2), second);
    eventually(
        "it waits, or is done",
        () -> waiting.getState() == Thread.State.TIMED_WAITING || second.isDone());
    goesOn.countDown();
    assertEquals(AgentId.of(1), first.get());
    eventually("it has its answer", second::isDone);
    assertTrue(
        second.exceptionNow() instanceof AgentRefusedException refused
            && refused.reason() == Reason.DUPLICATE
            && refused.agent().equals(Optional.of(AgentId.of(1))));
    assertEquals(1, agents.size());
  }

  @Test
  void aRequestThatTakesTooLongDelaysOthersForAWhile() throws Exception {
    UniqueAgents unique = new UniqueAgents(agents::stream, Duration.ofMillis(1));
    start(unique, () -> addSlowly(1), first);
    begun.await();
    AgentRefusedException refused =
        assertThrows(
            AgentRefusedException.class, () -> unique.admit(KEY, Optional.empty(), () -> add(2)));
    assertEquals(Reason.BUSY, refused.reason());
    assertEquals(
        AgentId.of(3), unique.admit(Optional.of("room 2"), Optional.empty(), () -> add(3)));
    goesOn.countDown();
    assertEquals(AgentId.of(1), first.get());
  }
}
