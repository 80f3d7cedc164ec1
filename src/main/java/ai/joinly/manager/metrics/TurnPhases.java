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
 * Durations of the phases of a turn, including the response time. Measured from the events of an
 * agent's session and its requests to the model. Thread-safe.
 */
final class TurnPhases {
  /** A participant notices response times of more than a second. */
  private static final double[] BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120
  };

  private static final long NOTHING = Long.MIN_VALUE;

  /** Phase of a turn. */
  enum Phase {
    /** From the end of an utterance to the first request to the model. */
    UTTERANCE_TO_LLM,
    /** One request to the model. */
    LLM,
    /** One tool call other than speech. */
    TOOLS,
    /** One speech. */
    SPEAKING,
    /** From the end of an utterance until the start of the spoken answer is sent. */
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

  /** Returns the current time in nanoseconds. */
  long now() {
    return ticker.getAsLong();
  }

  void observe(Phase phase, long nanos) {
    durations.with(Names.label(phase)).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Returns the times of a new session; they replace those of the agent's previous session. */
  Ear listen(Optional<AgentId> agent) {
    Ear ear = new Ear();
    agent.ifPresent(id -> ears.put(id, ear));
    return ear;
  }

  /** Records the end of the session of {@code ear}. */
  void forget(Optional<AgentId> agent, Ear ear) {
    agent.ifPresent(id -> ears.remove(id, ear));
  }

  /** Records a request of the agent to its model. */
  void onLlmRequest(AgentId agent) {
    Optional.ofNullable(ears.get(agent))
        .ifPresent(ear -> ear.first(ear.unanswered, Phase.UTTERANCE_TO_LLM));
  }

  /** Times of the last utterance of a session. */
  final class Ear {
    /** Time of the last utterance without a request to the model. */
    private final AtomicLong unanswered = new AtomicLong(NOTHING);

    /** Time of the last utterance without a spoken answer. */
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
