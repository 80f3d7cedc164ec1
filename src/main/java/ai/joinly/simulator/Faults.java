package ai.joinly.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Faults of a running simulator, off at first. Any thread may switch them. */
public final class Faults {
  /** What becomes of resource updates. */
  public enum Pushes {
    RIGHT,
    /** None is sent. */
    SUPPRESSED,
    /** Each goes to the stream of another open session. */
    TO_ANOTHER_SESSION,
    /** Each goes to every open session, where it mostly means nothing new. */
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

  /** Every join from now on takes this long. */
  public Faults slowJoins(Duration time) {
    joinTime = Optional.of(time);
    return this;
  }

  /** Every join from now on fails with this reason (after its join time). */
  public Faults refuseJoins(String reason) {
    joinRefusal = Optional.of(reason);
    return this;
  }

  /** {@code speak_text} fails when its text contains this. */
  public Faults failSpeechContaining(String text) {
    unspeakable = Optional.of(text);
    return this;
  }

  /** Session starts answer 200 and headers; then (after the start time) the body breaks off. */
  public Faults startsBreakOff(boolean on) {
    startsBreakOff = on;
    return this;
  }

  /** Every request is answered 503. */
  public Faults unavailable(boolean on) {
    unavailable = on;
    return this;
  }

  /** Requests are answered as one JSON document instead of an event stream. */
  public Faults answersAsJson(boolean on) {
    plainJson = on;
    return this;
  }

  /** Every answer comes later by this. */
  public Faults slowAnswers(Duration delay) {
    answerDelay = delay;
    return this;
  }

  /** Every result is longer by this many characters; 0 ends the fault. */
  public Faults oversizedAnswers(int characters) {
    padding = characters;
    return this;
  }

  /** Breaks each GET stream after so many notifications; 0 ends the fault. */
  public Faults dropStreamsAfter(int notifications) {
    dropStreamsAfter = notifications;
    return this;
  }

  /**
   * Whether the server sees at once that a reader of a GET stream is gone. If not (a half-open
   * connection), only a ping or a notification that cannot be written tells.
   */
  public Faults noticesHangUps(boolean on) {
    noticesHangUps = on;
    return this;
  }

  /** Reading a transcript's resource is an error, as with fastmcp 3.0 to 3.4. */
  public Faults unreadableTranscripts(boolean on) {
    unreadableTranscripts = on;
    return this;
  }

  /** {@code get_participants} fails, as in a waiting room. */
  public Faults hiddenParticipants(boolean on) {
    hiddenParticipants = on;
    return this;
  }

  /**
   * Requests of these methods, and calls of tools with these names, are answered 404 as if the
   * session did not exist; {@code GET} stands for event streams.
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
