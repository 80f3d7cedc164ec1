package ai.joinly.manager.agent.session;

import ai.joinly.manager.domain.meeting.KnownSession;
import java.util.List;
import java.util.Optional;

/**
 * The sessions that an active agent has from a former process.
 *
 * @param live the one to be taken up
 * @param over those to be ended
 */
public record RecoveredSessions(Optional<KnownSession> live, List<KnownSession> over) {
  public RecoveredSessions {
    over = List.copyOf(over);
  }

  /**
   * Divides the sessions of a former process.
   *
   * @param sessions oldest first: only the newest can be the one that the agent was in
   */
  public static RecoveredSessions of(List<KnownSession> sessions) {
    Optional<KnownSession> live =
        sessions.stream().skip(Math.max(0, sessions.size() - 1)).findFirst();
    Optional<KnownSession> chosen = live.filter(known -> canBeTakenUp(known.stage()));
    return new RecoveredSessions(
        chosen, sessions.stream().filter(known -> !Optional.of(known).equals(chosen)).toList());
  }

  private static boolean canBeTakenUp(KnownSession.Stage stage) {
    return switch (stage) {
      case NAMED, ENDING -> false;
      case READY, JOINING, JOINED -> true;
    };
  }
}
