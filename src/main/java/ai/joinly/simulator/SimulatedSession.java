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
 * Handle with which tests inspect and control a session of the simulated server. Getters return the
 * current state; methods may be called from any thread.
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

  /** Returns the {@code joinly-settings} header as received. */
  public Optional<String> settingsHeader() {
    return session.settingsHeader;
  }

  /** Returns the agent's name in the accepted settings ({@code joinly} without settings). */
  public String name() {
    return session.settings.name();
  }

  /** Returns the name shown in the current or last meeting. */
  public Optional<String> participantName() {
    return session.room().meeting().visit().map(v -> v.info().agentName());
  }

  /** Returns the URL of the current or last meeting. */
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

  /** Whether the client ended the session with DELETE. */
  public boolean isDeleted() {
    return session.deletedByClient;
  }

  /** Whether a GET stream is open. */
  public boolean hasStream() {
    return session.notifications.get() != null;
  }

  /** Whether the session is open with neither an event stream nor a call: its client is gone. */
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

  /** Returns the current transcript; empty before the first join. */
  public List<TranscriptSegment> transcript() {
    return session.room().meeting().transcript().orElse(List.of());
  }

  /** Returns the tool calls in the order of arrival, finished or not. */
  public List<ToolCallEntry> toolCalls() {
    return session.toolCalls();
  }

  /** Returns the number of calls of one tool. */
  public long toolCalls(String tool) {
    return toolCalls().stream().filter(call -> call.tool().equals(tool)).count();
  }

  /** Returns the number of running tool calls. */
  public int callsUnderWay() {
    return session.callsUnderWay();
  }

  /** Returns the number of resource updates sent on this session's GET streams. */
  public int notificationsSent() {
    return session.notified();
  }

  /** Returns the animations shown by this session's bot, {@code none} for an end. */
  public List<String> animations() {
    return session.room().animations();
  }

  /**
   * Makes a participant speak; returns immediately.
   *
   * @throws IllegalStateException outside a meeting, like all following methods
   */
  public Utterance participantSays(String speaker, String text, Duration speechTime) {
    return say(Utterance.Plan.by(speaker).says(text, speechTime));
  }

  /** Makes a participant speak by a plan: several segments, unknown speaker, slow recognition. */
  public Utterance say(Utterance.Plan plan) {
    return session.room().participants().say(plan);
  }

  /** Adds a line and announces it before the call returns, without any voice activity. */
  public void participantSaysAtOnce(String speaker, String text) {
    session.room().participants().sayAtOnce(Optional.of(speaker), text);
  }

  /** Adds a line and announces it, but not the end of an utterance. */
  public void participantSaysOn(String speaker, String text) {
    session.room().participants().saysOn(Optional.of(speaker), text);
  }

  /** Inserts a segment at the position of its start, also before others, and announces it. */
  public void insert(TranscriptSegment segment) {
    session.room().participants().insert(segment);
  }

  /** Makes a participant write into the chat. */
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

  /** Sends an update without new data on this session's stream; returns false without a stream. */
  public boolean pushNothingNew() {
    return session.push(Resources.LIVE);
  }

  /** Breaks the GET stream, if one is open. */
  public void dropStream() {
    session.dropNotifications();
    environment.changes().happened();
  }

  /**
   * Waits until a condition holds for this session.
   *
   * @throws IllegalStateException when it does not hold within the limit
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

  /** Waits until a tool was called this number of times. */
  public SimulatedSession awaitToolCalls(String tool, int times, Duration limit) {
    return await(times + " calls of " + tool, s -> s.toolCalls(tool) >= times, limit);
  }

  /** Waits until the session has ended and the agent has left its meeting. */
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
