package ai.joinly.simulator;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a simulator counts over all its sessions, restarts included. */
public record Counters(
    AtomicInteger sessionsMade, AtomicInteger deletedByClients, AtomicLong notified) {
  Counters() {
    this(new AtomicInteger(), new AtomicInteger(), new AtomicLong());
  }
}
