package ai.joinly.manager.api.websocket;

/**
 * WebSocket metrics.
 *
 * @param clients the number of open sockets
 * @param agentsFollowed the number of agents that at least one client follows
 * @param eventsSent events handed to the network since the start, counted once per client
 * @param eventsDropped events that had not been sent to a client when its socket ended
 * @param clientsDropped clients that were closed because they read nothing
 * @param eventsWaiting events that have not been sent to clients yet, counted once per client
 */
public record SocketFigures(
    int clients,
    int agentsFollowed,
    long eventsSent,
    long eventsDropped,
    long clientsDropped,
    long eventsWaiting) {}
