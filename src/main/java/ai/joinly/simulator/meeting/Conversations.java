package ai.joinly.simulator.meeting;

import ai.joinly.simulator.Environment;
import ai.joinly.simulator.Room;
import ai.joinly.simulator.protocol.McpSession;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Runs the conversations of joined meetings: a script each, and steady traffic. */
public final class Conversations {
  private final Environment environment;

  public Conversations(Environment environment) {
    this.environment = environment;
  }

  /** Starts the script and the traffic of a meeting that has just been joined. */
  public void begin(McpSession session) {
    Optional<Meeting.Visit> visit = session.room().meeting().visit();
    if (visit.isEmpty()) {
      return;
    }
    environment
        .options()
        .script()
        .map(scripts -> scripts.apply(visit.get().info()))
        .ifPresent(script -> new ScriptRunner(session.room(), visit.get(), script).start());
    environment
        .options()
        .traffic()
        .ifPresent(traffic -> new Chatter(session.room(), visit.get(), traffic).start());
  }

  /** The traffic of one meeting; it runs on the timer's thread. */
  private final class Chatter implements Runnable {
    private final Room room;
    private final Meeting.Visit visit;
    private final Traffic traffic;
    private int number; // the timer's thread

    Chatter(Room room, Meeting.Visit visit, Traffic traffic) {
      this.room = room;
      this.visit = visit;
      this.traffic = traffic;
    }

    void start() {
      // Spreads the lines of meetings that were joined at the same time.
      later(ThreadLocalRandom.current().nextLong(traffic.every().toNanos()) + 1);
    }

    @Override
    public void run() {
      if (!room.meeting().isCurrent(visit)) {
        return;
      }
      number++;
      room.participants()
          .sayAtOnce(
              visit,
              Optional.of(traffic.speaker()),
              traffic.line(number, visit.info().agentName()),
              number % traffic.linesPerUtterance() == 0);
      if (traffic.lines() == 0 || number < traffic.lines()) {
        later(traffic.every().toNanos());
      }
    }

    private void later(long nanos) {
      try {
        var ignored = environment.timer().schedule(this, nanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        // The simulator has been closed.
      }
    }
  }
}
