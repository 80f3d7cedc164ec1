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
 * All that a former process left of an agent.
 *
 * @param log the newest lines of its log
 * @param sessions those that are not known to be ended, oldest first
 * @param messages the newest of its conversation, oldest first
 * @param openActions what it was about to do, in order
 * @param unanswered utterances and chat messages that no turn was about yet, oldest first
 * @param taken when the newest words came that a turn was about
 * @param orders what operators told it that still holds
 * @param usage what it had used
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

  /** Up to which event all that was heard is in the conversation. */
  public long through() {
    return ConversationState.throughOf(messages);
  }
}
