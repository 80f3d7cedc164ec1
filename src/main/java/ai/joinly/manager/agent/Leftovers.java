package ai.joinly.manager.agent;

import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.meeting.EndableSession;
import java.util.ArrayList;
import java.util.List;

/**
 * Sessions that are over for the agent, but whose end the server has not confirmed yet. Owned by
 * the worker's thread.
 */
final class Leftovers {
  private final SessionTasks tasks;
  private final List<EndableSession> sessions = new ArrayList<>();

  Leftovers(SessionTasks tasks) {
    this.tasks = tasks;
  }

  void add(EndableSession session) {
    sessions.add(session);
  }

  void add(KnownSession known) {
    add(tasks.leftOver(known));
  }

  /** Adds it and has it ended. */
  void end(EndableSession session) {
    add(session);
    tasks.end(session);
  }

  /** Adds it and has it ended. */
  void end(KnownSession known) {
    end(tasks.leftOver(known));
  }

  void endAll() {
    all().forEach(tasks::end);
  }

  /** The server has confirmed the end of {@code session}. */
  void ended(EndableSession session) {
    sessions.removeIf(left -> left.id().equals(session.id()));
  }

  boolean isEmpty() {
    return sessions.isEmpty();
  }

  List<EndableSession> all() {
    return List.copyOf(sessions);
  }
}
