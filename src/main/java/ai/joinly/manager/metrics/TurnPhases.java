package ai.joinly.manager.metrics;

import ai.joinly.manager.domain.agent.AgentId;
import io.helidon.metrics.api.Timer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How long each part of a turn takes, above all how long an answer is in coming. It goes by what an
 * agent's session hears and does and by what it asks its model. Thread-safe.
 */
final class TurnPhases {
  /** Somebody who speaks notices what takes longer than a second. */
  private static final double[] BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120
  };

  private static final long NOTHING = Long.MIN_VALUE;

  /** A part of a turn. */
  enum Phase {
    /** From the end of an utterance to the first request to the model. */
    UTTERANCE_TO_LLM,
    /** One request to the model. */
    LLM,
    /** One call of a tool that is no speech. */
    TOOLS,
    /** One speech. */
    SPEAKING,
    /** From the end of an utterance until the first words of the answer are handed over. */
    UTTERANCE_TO_SPEECH
  }

  private final Family<Timer> durations;
  private final LongSupplier ticker;
  private final Map<AgentId, Ear> ears = new ConcurrentHashMap<>();

  /**
   * @param ticker nanoseconds, like {@link System#nanoTime}
   */
  TurnPhases(Meters meters, LongSupplier ticker) {
    this.ticker = ticker;
    this.durations =
        meters.timers(
            "turn_phase_duration_seconds",
            "Duration of each part of a turn by phase.",
            BOUNDS,
            "phase");
    for (Phase phase : Phase.values()) {
      durations.with(Names.label(phase));
    }
  }

  /** The time now. */
  long now() {
    return ticker.getAsLong();
  }

  void observe(Phase phase, long nanos) {
    durations.with(Names.label(phase)).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A session's ear; that of an agent's last session takes the place of the one before. */
  Ear listen(Optional<AgentId> agent) {
    Ear ear = new Ear();
    agent.ifPresent(id -> ears.put(id, ear));
    return ear;
  }

  /** The session of {@code ear} is over. */
  void forget(Optional<AgentId> agent, Ear ear) {
    agent.ifPresent(id -> ears.remove(id, ear));
  }

  /** The agent asks its model. */
  void onLlmRequest(AgentId agent) {
    Optional.ofNullable(ears.get(agent))
        .ifPresent(ear -> ear.first(ear.unanswered, Phase.UTTERANCE_TO_LLM));
  }

  /** When a session heard its last utterance. */
  final class Ear {
    /** Time of the last utterance that the model was not asked about yet. */
    private final AtomicLong unanswered = new AtomicLong(NOTHING);

    /** Time of the last utterance that nothing was said to yet. */
    private final AtomicLong unspoken = new AtomicLong(NOTHING);

    void onUtterance() {
      unanswered.set(now());
      unspoken.set(now());
    }

    void onSpeech() {
      first(unspoken, Phase.UTTERANCE_TO_SPEECH);
    }

    private void first(AtomicLong since, Phase phase) {
      long utterance = since.getAndSet(NOTHING);
      if (utterance != NOTHING) {
        observe(phase, now() - utterance);
      }
    }
  }
}
