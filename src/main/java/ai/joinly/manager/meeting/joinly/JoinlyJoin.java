package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingException.Category;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.meeting.joinly.SessionSignals.Signal;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/**
 * Join of a meeting by a session. Blocks the calling thread. The phase of the session permits one
 * join at a time.
 */
final class JoinlyJoin {
  private static final String PREFIX = "Error calling tool 'join_meeting': ";
  private static final String ALREADY_JOINED = "already joined";

  private final JoinlyStart.Context context;
  private final JoinlySettings settings;
  private final McpSession mcp;
  private final SessionPhase phase;
  private final AgentConfig config;
  private final SessionLedger ledger;
  private final SessionSignals signals;

  JoinlyJoin(
      JoinlyStart.Context context,
      McpSession mcp,
      SessionPhase phase,
      AgentConfig config,
      SessionLedger ledger,
      SessionSignals signals) {
    this.context = context;
    this.settings = context.settings();
    this.mcp = mcp;
    this.phase = phase;
    this.config = config;
    this.ledger = ledger;
    this.signals = signals;
  }

  /** Joins the meeting, as specified by {@link MeetingSession#join}. */
  void run() throws MeetingException, InterruptedException {
    OptionalLong previous = phase.pendingJoin();
    if (previous.isPresent() && hasJoined(previous.getAsLong())) {
      return;
    }
    long requestId = mcp.newRequestId();
    switch (phase.beginJoin(requestId)) {
      case STARTED -> {
        // Continue below.
      }
      case BUSY -> throw new MeetingException(Category.REFUSED, "The agent is already joining.");
      case ENDED -> throw context.sentences().ended();
    }
    try {
      ledger.joining(mcp.id(), requestId);
    } catch (MeetingException e) {
      phase.notJoined(requestId);
      throw e;
    }
    ToolOutcome result = request(requestId);
    String text = result.text();
    if (result.isError() && !(text.contains(ALREADY_JOINED) && isInOwnMeeting(previous))) {
      phase.notJoined(requestId);
      if (settings.shareOneMeeting() && text.contains(ALREADY_JOINED)) {
        throw context.sentences().otherMeeting();
      }
      String reason = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
      throw new MeetingException(Category.REFUSED, config.withoutSecrets(reason));
    }
    enter(requestId);
  }

  /**
   * Returns whether a server that reports "already joined" is in the meeting of this agent: a
   * previous process or another agent of the same meeting requested the join.
   */
  private boolean isInOwnMeeting(OptionalLong previous) {
    return previous.isPresent()
        || (settings.shareOneMeeting() && context.slot().isJoined(config.address().key()));
  }

  /**
   * Waits for a join that a previous process requested and returns whether it succeeded. The server
   * answers a request for the participants only after the join has completed.
   */
  private boolean hasJoined(long requestId) throws MeetingException, InterruptedException {
    try {
      ToolOutcome result =
          mcp.callTool(
              mcp.newRequestId(),
              MeetingTool.PARTICIPANTS,
              JsonNodeFactory.instance.objectNode(),
              settings.joinTimeout());
      if (result.isError()) {
        phase.notJoined(requestId);
        return false;
      }
      enter(requestId);
      return true;
    } catch (McpException.RpcError e) {
      phase.notJoined(requestId);
      return false;
    } catch (McpException e) {
      throw phase.isEnded() ? context.sentences().ended() : failure(e);
    }
  }

  private void enter(long requestId) {
    phase.joined(requestId);
    context.slot().joined(config.address().key());
    ledger.joined(mcp.id());
    signals.raise(Signal.JOINED);
  }

  /** Sends the join. Without a response the join stays pending, and the session end cancels it. */
  private ToolOutcome request(long requestId) throws MeetingException, InterruptedException {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    arguments.put("meeting_url", config.meetingUrl());
    arguments.put("participant_name", config.name());
    config.passcode().ifPresent(passcode -> arguments.put("passcode", passcode.value()));
    try {
      return mcp.callTool(requestId, MeetingTool.JOIN, arguments, settings.joinTimeout());
    } catch (McpException e) {
      if (phase.isEnded()) {
        throw context.sentences().ended();
      }
      throw switch (e) {
        case McpException.TimedOut timedOut ->
            context.sentences().joinTookTooLong(settings.joinTimeout());
        case McpException.RpcError refused -> {
          phase.notJoined(requestId);
          yield new MeetingException(Category.REFUSED, config.withoutSecrets(refused.reason()));
        }
        case McpException other -> failure(other);
      };
    }
  }

  private MeetingException failure(McpException failure) {
    if (failure instanceof McpException.SessionLost) {
      signals.raise(Signal.LOST);
    }
    return context.sentences().of(failure);
  }
}
