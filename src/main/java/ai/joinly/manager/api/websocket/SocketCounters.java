package ai.joinly.manager.api.websocket;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of all sockets. Thread-safe.
 *
 * @param eventsSent events handed to the network, counted once per client
 * @param eventsDropped events that had not been sent to a client when its socket ended
 * @param clientsDropped clients that were closed because they read nothing
 */
record SocketCounters(LongAdder eventsSent, LongAdder eventsDropped, LongAdder clientsDropped) {
  SocketCounters() {
    this(new LongAdder(), new LongAdder(), new LongAdder());
  }
}
