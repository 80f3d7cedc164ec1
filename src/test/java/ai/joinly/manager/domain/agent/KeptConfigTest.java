package ai.joinly.manager.domain.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeptConfigTest {
  private final AtomicInteger readings = new AtomicInteger();

  private static AgentConfig config(int characters) {
    return AgentConfig.builder("Joe", "https://meet.example/abc?pwd=secret")
        .prompt(
            new PromptSettings(
                PromptStyle.MPC, Optional.of("x".repeat(characters)), Optional.empty()))
        .deduplicationKey(Optional.of("room 1"))
        .metadata(new Metadata(Map.of("team", "red")))
        .build();
  }

  private KeptConfig stored(AgentConfig config) {
    return KeptConfig.stored(
        config,
        () -> {
          readings.incrementAndGet();
          return Optional.of(config(30_000));
        });
  }

  @Test
  void aLargeOneIsReadAgainWhenMemoryHasLostIt() {
    KeptConfig kept = stored(config(30_000));
    assertEquals(config(30_000), kept.get());
    kept.forget();
    assertEquals("Joe", kept.name());
    assertEquals("https://meet.example/abc?pwd=secret", kept.address().given());
    assertEquals(Optional.of("room 1"), kept.deduplicationKey());
    assertEquals(Map.of("team", "red"), kept.metadata().entries());
    assertEquals(0, readings.get());
    assertEquals(config(30_000), kept.get());
    assertEquals(1, readings.get());
  }

  @Test
  void aSmallOneIsAlwaysAtHand() {
    AgentConfig small = config(100);
    KeptConfig kept = stored(small);
    kept.forget();
    assertSame(small, kept.get());
    assertEquals(0, readings.get());
  }

  @Test
  void ofADeletedAgentTheNameAndTheMeetingAreLeft() {
    KeptConfig kept = KeptConfig.stored(config(30_000), Optional::empty);
    kept.forget();
    assertEquals(AgentConfig.of("Joe", "https://meet.example/abc?pwd=secret"), kept.get());
  }
}
