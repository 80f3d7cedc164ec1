package ai.joinly.simulator;

/**
 * Counts of a simulator at one moment.
 *
 * @param sessionsMade sessions ever made, by stray requests too, before restarts too
 * @param openSessions neither deleted nor lost
 * @param inMeeting sessions whose agent is in a meeting, ended sessions that still talk too
 * @param openStreams open GET streams
 * @param ghosts open sessions with neither an event stream nor a call
 * @param deletedSessions sessions ever ended by DELETE
 * @param mostSessionsOfOneAgent the most sessions one agent (name and meeting) ever had in a
 *     meeting at the same time
 * @param notificationsSent resource updates ever sent
 * @param speeches speeches that ended in the sessions still remembered
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
