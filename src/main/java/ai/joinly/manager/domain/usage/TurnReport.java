package ai.joinly.manager.domain.usage;

import ai.joinly.manager.domain.agent.LlmProvider;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * Report of a turn that has ended.
 *
 * @param number the number among the agent's turns, from 1
 * @param rounds the number of answered requests to the language model
 * @param toolCalls the number of tool calls
 * @param estimatedCost the cost in the configured currency; empty if the model has no price
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
