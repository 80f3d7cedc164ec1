package ai.joinly.simulator;

/**
 * Snapshot of a simulator's counts.
 *
 * @param sessionsMade sessions ever created, also by stray requests and before restarts
 * @param openSessions sessions that are neither deleted nor lost
 * @param inMeeting sessions whose agent is in a meeting, including ended sessions that still speak
 * @param openStreams open GET streams
 * @param ghosts open sessions with neither an event stream nor a call
 * @param deletedSessions sessions ever ended by DELETE
 * @param mostSessionsOfOneAgent maximum number of simultaneous sessions of one agent (name and
 *     meeting) in a meeting
 * @param notificationsSent resource updates ever sent
 * @param speeches finished speeches of the sessions that are kept
 */
public record SimulatorStats(
    int sessionsMade,
    int openSessions,
    int inMeeting,
    int openStreams,
    int ghosts,
    int deletedSessions,
    int mostSessionsOfOneAgent,
    long notificationsSent,
    long speeches) {}
