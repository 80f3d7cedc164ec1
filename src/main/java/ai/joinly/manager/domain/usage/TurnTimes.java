package ai.joinly.manager.domain.usage;

import java.time.Duration;

/**
 * How long the parts of a turn took.
 *
 * @param toLlm from the words that started the turn to the first request to the language model;
 *     zero when none was sent
 * @param llm waiting for the language model, over all rounds
 * @param tools waiting for tools other than speech
 * @param speaking waiting for speech to end
 * @param total from the begin of the turn to its end
 */
public record TurnTimes(
    Duration toLlm, Duration llm, Duration tools, Duration speaking, Duration total) {}
