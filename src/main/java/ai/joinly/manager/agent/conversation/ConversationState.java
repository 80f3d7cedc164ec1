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
 * State of an agent in its meeting that outlives the process: its conversation and the counters of
 * its turns and actions. Owned by the worker's thread.
 */
public final class ConversationState {
  /** Turn number of actions outside of turns. */
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
  // Whether an operator has muted the agent, as last reported.
  private boolean muted;
  private long turns;
  private long messages;
  // Number of the newest event when the newest turn started; all input up to it is in the
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

  /** Restores the state of a previous process. */
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
      warn("A stored part of the conversation is damaged and was skipped.");
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

  /** Adds an unfinished action to the conversation, so that the model does not repeat it. */
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

  /** Adds the input of a turn to the conversation. */
  public void hear(String text) {
    through = journal.lastSeq();
    conversation.addUser(text);
  }

  /** Logs to the agent's log why input is not answered. */
  public void warn(String reason) {
    journal.log(LogLevel.WARN, reason);
  }

  /** Returns whether an operator has muted the agent. */
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

  /**
   * Adds a private instruction of an operator, which is stored separately so that it does not
   * expire with the conversation.
   */
  public void addHint(String hint) {
    conversation.addHint(hint);
    keepOrders();
  }

  public Conversation conversation() {
    return conversation;
  }

  /** Returns the number of the turn that starts now. */
  public long nextTurn() {
    return ++turns;
  }

  /** Returns the log for the actions of a turn, or of {@link #NO_TURN}. */
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

  /** Returns the number of the last event whose input is contained in {@code entries}. */
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
