package ai.joinly.manager.store;

/**
 * The numbers of the events that are kept of one agent; those before {@code oldest} are gone.
 *
 * @param oldest {@code newest + 1} when none is kept
 * @param newest the number of the newest event there ever was; 0 when there was none
 */
public record SeqRange(long oldest, long newest) {}
