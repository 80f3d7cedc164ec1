package ai.joinly.manager.domain.meeting;

/**
 * A speech that has ended.
 *
 * @param result what came of it, as for a language model
 */
public record Speech(String result, HeardShare heard) {}
