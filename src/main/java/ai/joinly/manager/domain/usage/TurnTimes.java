package ai.joinly.manager.domain.usage;

import java.time.Duration;

/**
 * Durations of the parts of a turn.
 *
 * @param toLlm the time from the words that started the turn to the first request to the language
 *     model; zero if none was sent
 * @param llm the time waiting for the language model, over all rounds
 * @param tools the time waiting for tools other than speech
 * @param speaking the time waiting for speech to end
 * @param total the time from the start of the turn to its end
 */
public record TurnTimes(
    Duration toLlm, Duration llm, Duration tools, Duration speaking, Duration total) {}
