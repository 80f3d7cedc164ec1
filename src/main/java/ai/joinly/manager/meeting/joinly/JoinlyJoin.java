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
 * The way of a session into its meeting. Blocks the calling thread; one at a time, which the phase
 * of the session sees to.
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

  /** As {@link MeetingSession#join} has it. */
  void run() throws MeetingException, InterruptedException {
    OptionalLong former = phase.pendingJoin();
    if (former.isPresent() && hasJoined(former.getAsLong())) {
      return;
    }
    long requestId = mcp.newRequestId();
    switch (phase.beginJoin(requestId)) {
      case BEGUN -> {
        // Go on.
      }
      case BUSY -> throw new MeetingException(Category.REFUSED, "The agent is joining already.");
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
    if (result.isError() && !(text.contains(ALREADY_JOINED) && isInOwnMeeting(former))) {
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
   * Whether a server that says it has joined already is in the meeting of this agent: a former
   * process asked for the join, or another agent of the same meeting did.
   */
  private boolean isInOwnMeeting(OptionalLong former) {
    return former.isPresent()
        || (settings.shareOneMeeting() && context.slot().isJoined(config.address().key()));
  }

  /**
   * What came of a join that a former process asked for: the server answers about the participants
   * only once the join is over.
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

  /** Where no answer comes, the join stays pending: it may still happen, and the end cancels it. */
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
