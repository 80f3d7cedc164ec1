package ai.joinly.simulator;

import ai.joinly.simulator.meeting.JoinInfo;
import ai.joinly.simulator.meeting.MeetingScript;
import ai.joinly.simulator.meeting.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Fixed options of a simulated joinly server. {@link Faults} has those that change while it runs.
 *
 * @param port the loopback port, 0 for any free one
 * @param startTime how long a session takes to start (starts are serialised)
 * @param joinTime how long {@code join_meeting} takes
 * @param leaveTime how long leaving a meeting takes
 * @param chatTime how long {@code send_chat_message} takes
 * @param speechRate characters that the agent speaks per second
 * @param utteranceTail silence after which an utterance is over, unless the session's settings say
 *     otherwise
 * @param recognitionTime time from the end of a segment to its text
 * @param interruptAfter how long a participant must speak to silence the agent
 * @param pingPeriod time between the comments that keep event streams alive
 * @param participants the other participants of each meeting, the host first
 * @param chatSender sender of the agent's own chat lines
 * @param chatLimit longest chat message, in characters
 * @param unavailableServices services that make a session's start fail, such as {@code
 *     stt:deepgram}
 * @param newerServer behaves as joinly on fastmcp 2.13 or later: one meeting for all clients,
 *     {@code /mcp} without a slash, 404 for unknown sessions, a cancelled request ends only itself
 * @param cancelEndsSession whether {@code notifications/cancelled} ends the entire session; a newer
 *     server never does that
 * @param traffic lines that are spoken in each joined meeting at a steady pace
 * @param script the conversation that runs in each joined meeting
 */
public record SimulatorOptions(
    int port,
    Duration startTime,
    Duration joinTime,
    Duration leaveTime,
    Duration chatTime,
    double speechRate,
    Duration utteranceTail,
    Duration recognitionTime,
    Duration interruptAfter,
    Duration pingPeriod,
    List<String> participants,
    String chatSender,
    int chatLimit,
    Set<String> unavailableServices,
    boolean newerServer,
    boolean cancelEndsSession,
    Optional<Traffic> traffic,
    Optional<Function<JoinInfo, MeetingScript>> script) {

  public SimulatorOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535");
    }
    notNegative("startTime", startTime);
    notNegative("joinTime", joinTime);
    notNegative("leaveTime", leaveTime);
    notNegative("chatTime", chatTime);
    notNegative("utteranceTail", utteranceTail);
    notNegative("recognitionTime", recognitionTime);
    notNegative("interruptAfter", interruptAfter);
    if (!(speechRate > 0)) {
      throw new IllegalArgumentException("speechRate must be positive");
    }
    if (!pingPeriod.isPositive()) {
      throw new IllegalArgumentException("pingPeriod must be positive");
    }
    if (chatLimit < 1) {
      throw new IllegalArgumentException("chatLimit must be positive");
    }
    participants = List.copyOf(participants);
    unavailableServices = Set.copyOf(unavailableServices);
    Objects.requireNonNull(chatSender);
    Objects.requireNonNull(traffic);
    Objects.requireNonNull(script);
  }

  private static void notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative");
    }
  }

  /** Returns options with the times of a real server with a fast browser. */
  public static Builder realistic() {
    return new Builder()
        .startTime(Duration.ofMillis(300))
        .joinTime(Duration.ofSeconds(3))
        .leaveTime(Duration.ofMillis(300))
        .chatTime(Duration.ofMillis(500))
        .speechRate(15)
        .utteranceTail(Duration.ofMillis(600))
        .recognitionTime(Duration.ofMillis(150))
        .interruptAfter(Duration.ofMillis(500))
        .pingPeriod(Duration.ofSeconds(15));
  }

  /**
   * Returns options for tests: only speech (1,000 characters per second), the utterance's tail (20
   * ms) and the interruption (20 ms instead of half a second) take time.
   */
  public static Builder fast() {
    return new Builder();
  }

  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builder of options; {@link #build} validates them. Not thread-safe. */
  public static final class Builder {
    private int port;
    private Duration startTime = Duration.ZERO;
    private Duration joinTime = Duration.ZERO;
    private Duration leaveTime = Duration.ZERO;
    private Duration chatTime = Duration.ZERO;
    private double speechRate = 1_000;
    private Duration utteranceTail = Duration.ofMillis(20);
    private Duration recognitionTime = Duration.ZERO;
    private Duration interruptAfter = Duration.ofMillis(20);
    private Duration pingPeriod = Duration.ofSeconds(15);
    private List<String> participants = List.of("Anna Berg", "Ben Okafor");
    private String chatSender = "You";
    private int chatLimit = 500;
    private Set<String> unavailableServices = Set.of();
    private boolean newerServer;
    private boolean cancelEndsSession = true;
    private Optional<Traffic> traffic = Optional.empty();
    private Optional<Function<JoinInfo, MeetingScript>> script = Optional.empty();

    private Builder() {}

    private Builder(SimulatorOptions o) {
      port = o.port;
      startTime = o.startTime;
      joinTime = o.joinTime;
      leaveTime = o.leaveTime;
      chatTime = o.chatTime;
      speechRate = o.speechRate;
      utteranceTail = o.utteranceTail;
      recognitionTime = o.recognitionTime;
      interruptAfter = o.interruptAfter;
      pingPeriod = o.pingPeriod;
      participants = o.participants;
      chatSender = o.chatSender;
      chatLimit = o.chatLimit;
      unavailableServices = o.unavailableServices;
      newerServer = o.newerServer;
      cancelEndsSession = o.cancelEndsSession;
      traffic = o.traffic;
      script = o.script;
    }

    public Builder port(int value) {
      port = value;
      return this;
    }

    public Builder startTime(Duration value) {
      startTime = value;
      return this;
    }

    public Builder joinTime(Duration value) {
      joinTime = value;
      return this;
    }

    public Builder leaveTime(Duration value) {
      leaveTime = value;
      return this;
    }

    public Builder chatTime(Duration value) {
      chatTime = value;
      return this;
    }

    public Builder speechRate(double charactersPerSecond) {
      speechRate = charactersPerSecond;
      return this;
    }

    public Builder utteranceTail(Duration value) {
      utteranceTail = value;
      return this;
    }

    public Builder recognitionTime(Duration value) {
      recognitionTime = value;
      return this;
    }

    public Builder interruptAfter(Duration value) {
      interruptAfter = value;
      return this;
    }

    public Builder pingPeriod(Duration value) {
      pingPeriod = value;
      return this;
    }

    public Builder participants(List<String> value) {
      participants = value;
      return this;
    }

    public Builder chatSender(String value) {
      chatSender = value;
      return this;
    }

    public Builder chatLimit(int value) {
      chatLimit = value;
      return this;
    }

    public Builder unavailableServices(Set<String> value) {
      unavailableServices = value;
      return this;
    }

    public Builder newerServer(boolean value) {
      newerServer = value;
      return this;
    }

    public Builder cancelEndsSession(boolean value) {
      cancelEndsSession = value;
      return this;
    }

    public Builder traffic(Traffic value) {
      traffic = Optional.of(value);
      return this;
    }

    public Builder script(Function<JoinInfo, MeetingScript> value) {
      script = Optional.of(value);
      return this;
    }

    public SimulatorOptions build() {
      return new SimulatorOptions(
          port,
          startTime,
          joinTime,
          leaveTime,
          chatTime,
          speechRate,
          utteranceTail,
          recognitionTime,
          interruptAfter,
          pingPeriod,
          participants,
          chatSender,
          chatLimit,
          unavailableServices,
          newerServer,
          cancelEndsSession,
          traffic,
          script);
    }
  }
}
