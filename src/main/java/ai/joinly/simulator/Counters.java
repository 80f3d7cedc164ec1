package ai.joinly.simulator;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counters of a simulator over all its sessions, restarts included. */
public record Counters(
    AtomicInteger sessionsMade, AtomicInteger deletedByClients, AtomicLong notified) {
  Counters() {
    this(new AtomicInteger(), new AtomicInteger(), new AtomicLong());
  }
}
