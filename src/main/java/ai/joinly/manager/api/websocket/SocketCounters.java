package ai.joinly.manager.api.websocket;

import java.util.concurrent.atomic.LongAdder;

/**
 * What all sockets count together. Thread-safe.
 *
 * @param eventsSent handed to the network, once per client
 * @param eventsDropped not read by a client until its socket ended
 * @param clientsDropped clients that were closed because they read nothing
 */
record SocketCounters(LongAdder eventsSent, LongAdder eventsDropped, LongAdder clientsDropped) {
  SocketCounters() {
    this(new LongAdder(), new LongAdder(), new LongAdder());
  }
}
