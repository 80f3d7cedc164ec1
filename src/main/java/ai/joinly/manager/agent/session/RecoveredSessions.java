package ai.joinly.manager.agent.session;

import ai.joinly.manager.domain.meeting.KnownSession;
import java.util.List;
import java.util.Optional;

/**
 * Sessions that an active agent has from a former process.
 *
 * @param live the session to resume
 * @param over the sessions to end
 */
public record RecoveredSessions(Optional<KnownSession> live, List<KnownSession> over) {
  public RecoveredSessions {
    over = List.copyOf(over);
  }

  /**
   * Divides the sessions of a former process into the one to resume and those to end.
   *
   * @param sessions oldest first; only the newest can be the agent's current session
   */
  public static RecoveredSessions of(List<KnownSession> sessions) {
    Optional<KnownSession> live =
        sessions.stream().skip(Math.max(0, sessions.size() - 1)).findFirst();
    Optional<KnownSession> chosen = live.filter(known -> canResume(known.stage()));
    return new RecoveredSessions(
        chosen, sessions.stream().filter(known -> !Optional.of(known).equals(chosen)).toList());
  }

  private static boolean canResume(KnownSession.Stage stage) {
    return switch (stage) {
      case NAMED, ENDING -> false;
      case READY, JOINING, JOINED -> true;
    };
  }
}
