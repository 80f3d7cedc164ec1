package ai.joinly.manager.domain.usage;

import ai.joinly.manager.domain.agent.LlmProvider;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a turn once it is over.
 *
 * @param number among the agent's turns, from 1
 * @param rounds requests to the language model that were answered
 * @param toolCalls calls that were made
 * @param estimatedCost where the model has a price; in the currency of the settings
 */
public record TurnReport(
    long number,
    TurnOutcome outcome,
    Instant startedAt,
    TurnTimes times,
    int rounds,
    int toolCalls,
    LlmProvider provider,
    String model,
    TokenUsage tokens,
    Optional<BigDecimal> estimatedCost) {}
