package ai.joinly.simulator;

import ai.joinly.simulator.meeting.ChatLine;
import ai.joinly.simulator.meeting.SpokenText;
import ai.joinly.simulator.meeting.TranscriptSegment;
import ai.joinly.simulator.meeting.Utterance;
import ai.joinly.simulator.protocol.McpSession;
import ai.joinly.simulator.protocol.Resources;
import ai.joinly.simulator.protocol.ToolCallEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A session of the simulated server, as tests see and steer it. All getters are live; all methods
 * may be called from any thread.
 */
public final class SimulatedSession {
  private final McpSession session;
  private final Environment environment;

  public SimulatedSession(McpSession session, Environment environment) {
    this.session = session;
    this.environment = environment;
  }

  /** The MCP session id. */
  public String id() {
    return session.id;
  }

  /** The {@code joinly-settings} header as it was received. */
  public Optional<String> settingsHeader() {
    return session.settingsHeader;
  }

  /** The agent's name in the settings the server took ({@code joinly} when it took none). */
  public String name() {
    return session.settings.name();
  }

  /** The name shown in the meeting that is or was joined. */
  public Optional<String> participantName() {
    return session.room().meeting().visit().map(v -> v.info().agentName());
  }

  /** The URL of the meeting that is or was joined. */
  public Optional<String> meetingUrl() {
    return session.room().meeting().visit().map(v -> v.info().meetingUrl());
  }

  /** Whether the handshake is complete. */
  public boolean isInitialized() {
    return session.handshake == McpSession.Handshake.DONE;
  }

  /** Whether the agent is in a meeting now. */
  public boolean isInMeeting() {
    return session.room().meeting().isInside();
  }

  /** Whether the session is neither deleted nor lost. */
  public boolean isOpen() {
    return session.isAlive();
  }

  /** Whether the client ended it with DELETE. */
  public boolean isDeleted() {
    return session.deletedByClient;
  }

  /** Whether a GET stream is open. */
  public boolean hasStream() {
    return session.notifications.get() != null;
  }

  /** Open, but with neither an event stream nor a call: its client has vanished or forgotten it. */
  public boolean isGhost() {
    return isOpen() && !hasStream() && session.callsUnderWay() == 0;
  }

  /** Whether the agent is speaking now. */
  public boolean isSpeaking() {
    return session.room().voice().isSpeaking();
  }

  /** Whether the agent is muted now. */
  public boolean isMuted() {
    return session.room().meeting().page().isMuted();
  }

  /** The finished speeches, oldest first. */
  public List<SpokenText> spoken() {
    return session.room().voice().spoken();
  }

  /** The meeting's chat, oldest first. */
  public List<ChatLine> chat() {
    return session.room().meeting().page().chat();
  }

  /** The transcript as it is now; empty before the first join. */
  public List<TranscriptSegment> transcript() {
    return session.room().meeting().transcript().orElse(List.of());
  }

  /** The tool calls in the order they came, finished or not. */
  public List<ToolCallEntry> toolCalls() {
    return session.toolCalls();
  }

  /** How many calls of one tool came. */
  public long toolCalls(String tool) {
    return toolCalls().stream().filter(call -> call.tool().equals(tool)).count();
  }

  /** Tool calls whose work is going on. */
  public int callsUnderWay() {
    return session.callsUnderWay();
  }

  /** Resource updates sent on this session's GET streams. */
  public int notificationsSent() {
    return session.notified();
  }

  /** The animations shown by this session's bot, {@code none} for an end. */
  public List<String> animations() {
    return session.room().animations();
  }

  /**
   * A participant begins to speak; the call returns at once.
   *
   * @throws IllegalStateException outside a meeting, as all that follow
   */
  public Utterance participantSays(String speaker, String text, Duration speechTime) {
    return say(Utterance.Plan.by(speaker).says(text, speechTime));
  }

  /** Somebody speaks as planned: several segments, an unknown speaker, slow recognition. */
  public Utterance say(Utterance.Plan plan) {
    return session.room().participants().say(plan);
  }

  /** Enters a line and announces it before the call returns; nobody is heard speaking. */
  public void participantSaysAtOnce(String speaker, String text) {
    session.room().participants().sayAtOnce(Optional.of(speaker), text);
  }

  /** Enters a line and announces it, but not the end of an utterance. */
  public void participantSaysOn(String speaker, String text) {
    session.room().participants().saysOn(Optional.of(speaker), text);
  }

  /** Enters a segment wherever its start puts it, also before others, and announces it. */
  public void insert(TranscriptSegment segment) {
    session.room().participants().insert(segment);
  }

  /** A participant writes into the chat. */
  public void participantWrites(String sender, String text) {
    session.room().meeting().page().comes(sender);
    session.room().meeting().page().write(new ChatLine(sender, text, Instant.now(), false));
  }

  public void participantComes(String name) {
    session.room().meeting().page().comes(name);
  }

  public void participantGoes(String name) {
    session.room().meeting().page().goes(name);
  }

  /** Sends an update that means nothing new on this session's stream; false without one. */
  public boolean pushNothingNew() {
    return session.push(Resources.LIVE);
  }

  /** Breaks the GET stream, if one is open. */
  public void dropStream() {
    session.dropNotifications();
    environment.changes().happened();
  }

  /**
   * Waits until something holds for this session.
   *
   * @throws IllegalStateException when it does not within the limit
   */
  public SimulatedSession await(
      String what, Predicate<SimulatedSession> condition, Duration limit) {
    if (!environment.changes().await(() -> condition.test(this), limit)) {
      throw new IllegalStateException("Not within " + limit + ": " + what);
    }
    return this;
  }

  /** Waits until the agent is in a meeting. */
  public SimulatedSession awaitJoined(Duration limit) {
    return await("in a meeting", SimulatedSession::isInMeeting, limit);
  }

  /** Waits until the agent has finished a speech that contains a text. */
  public SimulatedSession awaitSpoken(String text, Duration limit) {
    return await(
        "a speech with \"" + text + "\"",
        s -> s.spoken().stream().anyMatch(spoken -> spoken.text().contains(text)),
        limit);
  }

  /** Waits until the agent has written a chat line that contains a text. */
  public SimulatedSession awaitWritten(String text, Duration limit) {
    return await(
        "a chat line with \"" + text + "\"",
        s -> s.chat().stream().anyMatch(line -> line.byAgent() && line.text().contains(text)),
        limit);
  }

  /** Waits until a tool was called so many times. */
  public SimulatedSession awaitToolCalls(String tool, int times, Duration limit) {
    return await(times + " calls of " + tool, s -> s.toolCalls(tool) >= times, limit);
  }

  /** Waits until the session is ended and the agent out of its meeting. */
  public SimulatedSession awaitEnded(Duration limit) {
    return await("ended", s -> !s.isOpen() && !s.isInMeeting(), limit);
  }

  McpSession internal() {
    return session;
  }

  @Override
  public String toString() {
    return "session " + id() + " of " + name() + " (" + session.state.get() + ")";
  }
}
