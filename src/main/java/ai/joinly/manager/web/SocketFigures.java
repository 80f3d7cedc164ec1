package ai.joinly.manager.web;

/**
 * The WebSockets in numbers.
 *
 * @param clients open sockets
 * @param agentsFollowed agents that at least one client follows by name
 * @param eventsSent events handed to the network since the start, counted once per client
 * @param eventsDropped events that a client did not get because it was too slow or gone
 * @param clientsDropped clients that were closed because they read too slowly
 * @param eventsWaiting events that wait to be sent, of all clients together
 */
public record SocketFigures(
    int clients,
    int agentsFollowed,
    long eventsSent,
    long eventsDropped,
    long clientsDropped,
    long eventsWaiting) {}
