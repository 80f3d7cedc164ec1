package ai.joinly.manager.domain.meeting;

/**
 * Speech that has ended.
 *
 * @param result the result, in the wording for a language model
 */
public record Speech(String result, HeardShare heard) {}
