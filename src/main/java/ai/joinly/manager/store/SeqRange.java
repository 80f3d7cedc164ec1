package ai.joinly.manager.store;

/**
 * Range of the numbers of an agent's stored events; those before {@code oldest} were removed.
 *
 * @param oldest {@code newest + 1} when no event is stored
 * @param newest the number of the newest event that was ever stored; 0 when there was none
 */
public record SeqRange(long oldest, long newest) {}
