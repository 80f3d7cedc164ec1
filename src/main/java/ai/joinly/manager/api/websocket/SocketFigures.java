package ai.joinly.manager.api.websocket;

/**
 * The WebSockets in numbers.
 *
 * @param clients open sockets
 * @param agentsFollowed agents that at least one client follows by name
 * @param eventsSent events handed to the network since the start, counted once per client
 * @param eventsDropped events that a client had not been sent when it was closed or gone
 * @param clientsDropped clients that were closed because they read nothing
 * @param eventsWaiting events that clients have not been sent yet, counted once per client
 */
public record SocketFigures(
    int clients,
    int agentsFollowed,
    long eventsSent,
    long eventsDropped,
    long clientsDropped,
    long eventsWaiting) {}
