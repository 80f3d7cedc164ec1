package ai.joinly.manager.agent;

import ai.joinly.manager.agent.conversation.ConversationState;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.store.StoredAction;
import ai.joinly.manager.store.StoredAgent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stored state of an agent of a previous process.
 *
 * @param log newest lines of its log
 * @param sessions sessions that are not known to be ended, oldest first
 * @param messages newest entries of its conversation, oldest first
 * @param openActions actions without a stored result, in order
 * @param unanswered utterances and chat messages that no turn has processed, oldest first
 * @param taken time of the newest input that a turn has processed
 * @param orders instructions of operators that are still in effect
 * @param usage usage of the agent
 */
public record RecoveredAgent(
    StoredAgent stored,
    List<LogEntry> log,
    List<KnownSession> sessions,
    List<String> messages,
    List<StoredAction> openActions,
    List<Event> unanswered,
    Optional<Instant> taken,
    Optional<String> orders,
    Optional<String> usage) {
  public RecoveredAgent {
    log = List.copyOf(log);
    sessions = List.copyOf(sessions);
    messages = List.copyOf(messages);
    openActions = List.copyOf(openActions);
    unanswered = List.copyOf(unanswered);
  }

  /** Returns the number of the last event whose input is part of the conversation. */
  public long through() {
    return ConversationState.throughOf(messages);
  }
}
