package ai.joinly.manager.agent;

import ai.joinly.manager.agent.Message.Command;
import ai.joinly.manager.agent.Message.Report;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bounded way into an agent's worker. Commands are refused when it is full, so that nobody
 * outside waits; reports wait for room, so that none is lost. Its fields are guarded by its lock.
 */
final class Mailbox {
  private static final int COMMANDS = 64;
  private static final int REPORTS = 256;

  /** Of what was said and written, in all reports. */
  private static final int CHARACTERS = 1_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final ArrayDeque<Message> messages = new ArrayDeque<>();
  private int commands;
  private int characters;
  private boolean closed;

  /** What became of a command. */
  enum Offer {
    TAKEN,
    FULL,
    CLOSED
  }

  Offer offer(Command command) {
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (commands >= COMMANDS) {
        return Offer.FULL;
      }
      commands++;
      messages.add(command);
      notEmpty.signal();
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for room, whatever the interrupt flag says; false when the mailbox is closed. */
  boolean put(Report report) {
    int size = report.characters();
    lock.lock();
    try {
      while (!closed && isFull(size)) {
        notFull.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      messages.add(report);
      characters += size;
      notEmpty.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What is larger than all that may wait has the mailbox to itself. */
  private boolean isFull(int more) {
    return messages.size() - commands >= REPORTS
        || (characters > 0 && more > CHARACTERS - characters);
  }

  /** The next message; empty after {@code wait} without one. */
  Optional<Message> poll(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long nanos = wait.toNanos();
      while (messages.isEmpty()) {
        if (nanos <= 0) {
          return Optional.empty();
        }
        nanos = notEmpty.awaitNanos(nanos);
      }
      Message message = messages.remove();
      if (message instanceof Command) {
        commands--;
      } else if (message instanceof Report report) {
        characters -= report.characters();
        notFull.signalAll();
      }
      return Optional.of(message);
    } finally {
      lock.unlock();
    }
  }

  /** Lets nothing more in and answers what was left. */
  List<Message> close() {
    lock.lock();
    try {
      closed = true;
      List<Message> left = new ArrayList<>(messages);
      messages.clear();
      commands = 0;
      characters = 0;
      notFull.signalAll();
      return left;
    } finally {
      lock.unlock();
    }
  }
}
