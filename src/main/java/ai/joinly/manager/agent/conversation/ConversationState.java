package ai.joinly.manager.agent.conversation;

import ai.joinly.manager.agent.AgentRecorder;
import ai.joinly.manager.agent.RecoveredAgent;
import ai.joinly.manager.agent.StoredActions;
import ai.joinly.manager.agent.tools.ActionLog;
import ai.joinly.manager.agent.tools.MeetingToolGateway;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.StoredAction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an agent knows of its meeting beyond the moment: its conversation and the count of its turns
 * and actions, all of which outlive the process. Owned by the worker's thread.
 */
public final class ConversationState {
  /** Stands for no turn, where something is done that no turn does. */
  public static final long NO_TURN = 0;

  private static final String MUTED = "muted";
  private static final String HINTS = "hints";

  private static final JsonMapper JSON = SharedBuffers.mapper().build();

  private final AgentId agentId;
  private final AgentRecorder journal;
  private final Store store;
  private final Clock clock;
  private final Conversation conversation;
  private final AtomicLong actions = new AtomicLong();
  // Whether an operator silenced it, by what was last reported.
  private boolean muted;
  private long turns;
  private long messages;
  // The number of the newest event when the newest turn began: what was heard up to it is in the
  // conversation.
  private long through;

  public ConversationState(AgentRecorder journal, Store store, Clock clock) {
    this.agentId = journal.agent().id();
    this.journal = journal;
    this.store = store;
    this.clock = clock;
    this.conversation =
        new Conversation(
            new Keeper(), ConversationLimits.of(journal.agent().config().llmProvider()));
  }

  /** Goes on where a former process ended. */
  public void restore(RecoveredAgent restored) {
    turns = restored.stored().lastTurn();
    actions.set(restored.stored().lastAction());
    messages = restored.stored().lastMessage();
    restored.messages().forEach(this::restoreMessages);
    through = restored.through();
    restored.orders().map(ConversationState::parsed).ifPresent(this::restoreOrders);
    restored.openActions().forEach(this::settle);
  }

  private void restoreMessages(String entry) {
    try {
      conversation.restore(List.of(messagesOf(entry)));
    } catch (RuntimeException e) {
      warn("A stored part of the conversation is damaged and left out.");
    }
  }

  private void restoreOrders(JsonNode orders) {
    muted = orders.path(MUTED).asBoolean();
    if (orders.has(HINTS)) {
      List<String> hints = new ArrayList<>();
      orders.path(HINTS).forEach(hint -> hints.add(hint.asText()));
      conversation.restoreHints(hints);
    }
  }

  /** The model must know what it may have said, or it would say it again. */
  private void settle(StoredAction action) {
    String call = "restored_" + action.action();
    conversation.addRound(
        NO_TURN,
        new Assistant(
            Optional.empty(), List.of(new ToolCall(call, action.tool(), action.arguments()))),
        List.of(
            new ToolResult(
                call, action.tool(), MeetingToolGateway.LEFT_OPEN, Status.UNKNOWN, List.of())));
    store.write(
        new Change.ActionEnded(
            agentId,
            action.action(),
            Status.UNKNOWN,
            MeetingToolGateway.LEFT_OPEN,
            clock.instant()));
  }

  /** Takes into the conversation what a turn is to be about. */
  public void hear(String text) {
    through = journal.lastSeq();
    conversation.addUser(text);
  }

  /** Writes into the agent's log why something is not answered. */
  public void warn(String reason) {
    journal.log(LogLevel.WARN, reason);
  }

  /** Whether an operator has muted the agent. */
  public boolean isMuted() {
    return muted;
  }

  public void muted(boolean byOperator) {
    if (muted != byOperator) {
      muted = byOperator;
      keepOrders();
    }
  }

  private void keepOrders() {
    ObjectNode orders = JSON.createObjectNode().put(MUTED, muted);
    conversation.hints().forEach(orders.putArray(HINTS)::add);
    store.write(new Change.OrdersSaved(agentId, JsonText.of(orders)));
  }

  /** What an operator tells the agent in private; it must not grow old with the conversation. */
  public void addHint(String hint) {
    conversation.addHint(hint);
    keepOrders();
  }

  public Conversation conversation() {
    return conversation;
  }

  /** The number of the turn that begins now. */
  public long nextTurn() {
    return ++turns;
  }

  /** What a turn, or {@link #NO_TURN}, does in the meeting is written down here. */
  public ActionLog actionsOf(long turn) {
    return new StoredActions(agentId, turn, actions, store, clock);
  }

  private final class Keeper implements Conversation.Keeper {
    @Override
    public long place() {
      return ++messages;
    }

    @Override
    public void keep(long place, String json) {
      store.write(new Change.MessageAdded(agentId, place, entry(through, json)));
    }
  }

  private static String entry(long through, String messages) {
    return "{\"through\":" + through + ",\"messages\":" + messages + "}";
  }

  private static String messagesOf(String entry) {
    return JsonText.of(parsed(entry).path("messages"));
  }

  /** Up to which event all that was heard is in the conversation that {@code entries} tell. */
  public static long throughOf(List<String> entries) {
    return entries.isEmpty() ? 0 : parsed(entries.getLast()).path("through").asLong();
  }

  private static JsonNode parsed(String entry) {
    try {
      return JSON.readTree(entry);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
