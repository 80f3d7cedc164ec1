package ai.joinly.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Faults of a running simulator, initially off. Any thread may set them. */
public final class Faults {
  /** Handling of resource updates. */
  public enum Pushes {
    RIGHT,
    /** No update is sent. */
    SUPPRESSED,
    /** Each update is sent on the stream of another open session. */
    TO_ANOTHER_SESSION,
    /** Each update is sent to every open session, most of which have no new data. */
    TO_ALL_SESSIONS
  }

  private final Changes changes;
  private volatile Optional<Duration> joinTime = Optional.empty();
  private volatile Optional<String> joinRefusal = Optional.empty();
  private volatile Optional<String> unspeakable = Optional.empty();
  private volatile boolean startsBreakOff;
  private volatile boolean unavailable;
  private volatile boolean plainJson;
  private volatile boolean noticesHangUps = true;
  private volatile Duration answerDelay = Duration.ZERO;
  private volatile int padding;
  private volatile int dropStreamsAfter;
  private volatile boolean unreadableTranscripts;
  private volatile boolean hiddenParticipants;
  private volatile Set<String> notFound = Set.of();
  private volatile Pushes pushes = Pushes.RIGHT;

  Faults(Changes changes) {
    this.changes = changes;
  }

  /** Sets the duration of all later joins. */
  public Faults slowJoins(Duration time) {
    joinTime = Optional.of(time);
    return this;
  }

  /** Makes all later joins fail with this reason (after the join time). */
  public Faults refuseJoins(String reason) {
    joinRefusal = Optional.of(reason);
    return this;
  }

  /** Makes {@code speak_text} fail if its text contains this. */
  public Faults failSpeechContaining(String text) {
    unspeakable = Optional.of(text);
    return this;
  }

  /** Session starts answer 200 and headers; after the start time the connection breaks. */
  public Faults startsBreakOff(boolean on) {
    startsBreakOff = on;
    return this;
  }

  /** Every request is answered 503. */
  public Faults unavailable(boolean on) {
    unavailable = on;
    return this;
  }

  /** Requests are answered with one JSON document instead of an event stream. */
  public Faults answersAsJson(boolean on) {
    plainJson = on;
    return this;
  }

  /** Delays every answer. */
  public Faults slowAnswers(Duration delay) {
    answerDelay = delay;
    return this;
  }

  /** Makes every result longer by this number of characters; 0 ends the fault. */
  public Faults oversizedAnswers(int characters) {
    padding = characters;
    return this;
  }

  /** Breaks each GET stream after this number of notifications; 0 ends the fault. */
  public Faults dropStreamsAfter(int notifications) {
    dropStreamsAfter = notifications;
    return this;
  }

  /**
   * Sets whether the server immediately detects that the reader of a GET stream has disconnected.
   * Otherwise (a half-open connection) only a failing write of a ping or a notification shows it.
   */
  public Faults noticesHangUps(boolean on) {
    noticesHangUps = on;
    return this;
  }

  /** Makes reading of a transcript's resource fail, as with fastmcp 3.0 to 3.4. */
  public Faults unreadableTranscripts(boolean on) {
    unreadableTranscripts = on;
    return this;
  }

  /** Makes {@code get_participants} fail, as in a waiting room. */
  public Faults hiddenParticipants(boolean on) {
    hiddenParticipants = on;
    return this;
  }

  /**
   * Requests of these methods, and calls of tools with these names, are answered with 404 as if the
   * session did not exist; {@code GET} means event streams.
   */
  public Faults notFound(Set<String> names) {
    notFound = Set.copyOf(names);
    return this;
  }

  public Faults pushes(Pushes mode) {
    pushes = mode;
    return this;
  }

  /** Ends every fault of this class. */
  public Faults clear() {
    joinTime = Optional.empty();
    joinRefusal = Optional.empty();
    unspeakable = Optional.empty();
    startsBreakOff = false;
    unavailable = false;
    plainJson = false;
    noticesHangUps = true;
    answerDelay = Duration.ZERO;
    padding = 0;
    dropStreamsAfter = 0;
    unreadableTranscripts = false;
    hiddenParticipants = false;
    notFound = Set.of();
    pushes = Pushes.RIGHT;
    changes.happened();
    return this;
  }

  public Duration joinTime(Duration usual) {
    return joinTime.orElse(usual);
  }

  public Optional<String> joinRefusal() {
    return joinRefusal;
  }

  public boolean failsSpeech(String text) {
    return unspeakable.map(text::contains).orElse(false);
  }

  boolean startsBreakOff() {
    return startsBreakOff;
  }

  public boolean unavailable() {
    return unavailable;
  }

  public boolean answersAsJson() {
    return plainJson;
  }

  public boolean noticesHangUps() {
    return noticesHangUps;
  }

  public Duration answerDelay() {
    return answerDelay;
  }

  public int padding() {
    return padding;
  }

  public int dropStreamsAfter() {
    return dropStreamsAfter;
  }

  public boolean unreadableTranscripts() {
    return unreadableTranscripts;
  }

  public boolean hiddenParticipants() {
    return hiddenParticipants;
  }

  public boolean isNotFound(String name) {
    return notFound.contains(name);
  }

  Pushes pushes() {
    return pushes;
  }
}
