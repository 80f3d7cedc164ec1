package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingException.Category;
import ai.joinly.manager.meeting.transcript.TranscriptReader;
import ai.joinly.manager.net.HttpUrl;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** User messages about the failures of a joinly server. */
public final class JoinlyErrorMessages {
  private final String server;

  public JoinlyErrorMessages(URI url) {
    this.server = "The joinly server at " + HttpUrl.of(url);
  }

  /** Converts the failure of a request outside the start of a session. */
  MeetingException of(McpException failure) {
    return switch (failure) {
      case McpException.Unreachable e -> unreachable(e.userMessage());
      case McpException.BrokenOff e ->
          new MeetingException(Category.BROKEN_OFF, doesNotAnswer(e.userMessage()));
      case McpException.TimedOut e ->
          new MeetingException(Category.TIMED_OUT, doesNotAnswer(e.userMessage()));
      case McpException.SessionLost e ->
          e.isReportedByServer() ? lost() : unreachable(e.userMessage());
      case McpException.RpcError e ->
          new MeetingException(Category.PROTOCOL, server + " failed: " + e.userMessage() + ".");
      case McpException.Refused e -> refused(e);
      case McpException.ProtocolViolation e ->
          new MeetingException(
              Category.PROTOCOL, server + " violates the protocol: " + e.userMessage() + ".");
    };
  }

  public String doesNotAnswer(String why) {
    return server + " does not answer: " + why + ". Check that it is running and reachable.";
  }

  public String lostSentence() {
    return server + " does not know the session: it was restarted, or the session was ended there.";
  }

  public String streamFailed() {
    return server
        + " stopped responding or cannot be reached: it may be down or blocked. Check that it is"
        + " running.";
  }

  public String segmentsSkipped() {
    return server
        + " returned transcript segments without text or with invalid times. These segments are"
        + " skipped; all others are read.";
  }

  /** Returns why the transcript is not read normally; empty if it is. */
  public Optional<String> hearing(TranscriptReader.Access access) {
    return switch (access) {
      case RESOURCE -> Optional.empty();
      case TOOL ->
          Optional.of(
              server
                  + " fails to return its transcript as a resource, so it is read with the tool"
                  + " get_transcript. fastmcp 3.0 to 3.4 is a known cause: run joinly with the"
                  + " versions in its lock file.");
      case NONE ->
          Optional.of(
              server
                  + " returns no transcript, neither as a resource nor with the tool"
                  + " get_transcript: the agent hears nothing. Run joinly with the versions in its"
                  + " lock file, and check the server's log.");
    };
  }

  MeetingException lost() {
    return new MeetingException(Category.SESSION_LOST, lostSentence());
  }

  MeetingException ended() {
    return new MeetingException(Category.SESSION_LOST, "The session was ended.");
  }

  MeetingException queueTooLong(Duration limit) {
    return new MeetingException(
        Category.TIMED_OUT,
        server
            + " was busy starting other sessions for more than "
            + limit.toSeconds()
            + " s: it starts one at a time.");
  }

  MeetingException startTookTooLong(Duration limit) {
    return new MeetingException(
        Category.TIMED_OUT,
        server
            + " did not start a session within "
            + limit.toSeconds()
            + " s: its browser may be slow, or the start of another client may block it.");
  }

  MeetingException startRefused(McpException.RpcError error) {
    return new MeetingException(
        Category.START_FAILED,
        server + " refused to start a session: " + error.userMessage() + ".");
  }

  MeetingException startBrokenOff() {
    return new MeetingException(
        Category.START_FAILED,
        server
            + " broke off the start of the session. Possible causes are an unknown key in stt_args,"
            + " tts_args or vad_args, a speech key or package that is missing on the server, or a"
            + " browser that did not start there: check the server's log.");
  }

  MeetingException settingsTooLarge(int limit) {
    return new MeetingException(
        Category.START_FAILED,
        "The settings for the joinly server are larger than "
            + limit
            + " bytes: shorten stt_args, tts_args or vad_args.");
  }

  String settingsIgnored(String version) {
    return server
        + " runs on fastmcp "
        + version
        + ", which ignores the agent's own speech settings: language, tts_provider, stt_provider,"
        + " utterance_tail_seconds and similar settings are those that the server was started with."
        + " fastmcp up to 2.12 applies them.";
  }

  MeetingException occupied() {
    return new MeetingException(
        Category.OCCUPIED,
        server
            + " has one meeting for all its clients, and another agent is in it. It supports one"
            + " agent at a time: stop the other agent, or give this one a joinly server whose"
            + " fastmcp is older than 2.13.");
  }

  MeetingException otherMeeting() {
    return new MeetingException(
        Category.OCCUPIED,
        server
            + " has one meeting for all its clients, and it is in a meeting with another URL"
            + " or in one that this manager did not join. JOINLY_SHARE_ONE_MEETING lets agents"
            + " share one meeting only: stop the other agents, or give this one a separate joinly"
            + " server.");
  }

  MeetingException beingLeft() {
    return new MeetingException(
        Category.UNREACHABLE,
        server
            + " has one meeting for all its clients, and the previous agent is still leaving it.");
  }

  MeetingException shuttingDown() {
    return new MeetingException(Category.REFUSED, "The manager is shutting down.");
  }

  MeetingException joinTookTooLong(Duration limit) {
    return new MeetingException(
        Category.TIMED_OUT,
        server + " did not join the meeting within " + limit.toSeconds() + " s.");
  }

  private MeetingException unreachable(String why) {
    return new MeetingException(Category.UNREACHABLE, doesNotAnswer(why));
  }

  private MeetingException refused(McpException.Refused refusal) {
    return new MeetingException(
        Category.PROTOCOL,
        refusal.status() == 404
            ? server + " has no MCP endpoint at this path (404): check the URL's path."
            : server + " refused a request with status " + refusal.status() + ".");
  }
}
