package ai.joinly.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.simulator.Replay.Cue;
import ai.joinly.simulator.meeting.Utterance.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the simulator against everything that was recorded of real servers: status, headers,
 * structure and order of bodies, errors.
 */
class RecordingsTest {
  private static final Duration SOON = Replay.SOON;

  /** Speech slow enough for what happens in the middle of it. */
  private static SimulatorOptions.Builder options() {
    return SimulatorOptions.fast()
        .speechRate(250)
        .interruptAfter(Duration.ofMillis(80))
        .unavailableServices(Set.of("stt:deepgram"));
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static void replay(String name, SimulatorOptions options, Cue... cues) throws Exception {
    try (JoinlySimulator simulator = JoinlySimulator.start(options)) {
      new Replay(name, simulator, List.of(cues)).run();
    }
  }

  private static Cue says(double t, String who, String speaker, String text) {
    return new Cue(t, r -> r.session(who).participantSaysAtOnce(speaker, text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bad-requests",
        "cancel-unknown-request",
        "crosswire-a-fully-then-b-fully",
        "crosswire-five-sessions",
        "crosswire-init-init-sub-reversed",
        "crosswire-init-init-sub-sub",
        "crosswire-last-ended-then-new",
        "crosswire-late-subscribe-after-last-ended",
        "crosswire-stray-request",
        "crosswire-unsubscribe",
        "delete-idle",
        "drop-speech-connection",
        "http-edges",
        "initialize-2025-03-26",
        "initialize-2025-06-18",
        "initialize-2025-11-25",
        "lists",
        "long-join",
        "settings",
        "slow-start-holds-others",
        "startup-fails-late",
        "tool-errors",
      })
  void aRecordingWithoutSpeechFromOutside(String name) throws Exception {
    replay(name, options().build());
  }

  /** Which session is made last decides who hears what: the race is run as it was recorded. */
  @Test
  void crosswireConcurrentInit() throws Exception {
    try (JoinlySimulator simulator = JoinlySimulator.start(options().build())) {
      new Replay("crosswire-concurrent-init", simulator, List.of()).inOrder().run();
    }
  }

  /** What is cut short must not be over before, however slow the machine is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cancel-join",
        "delete",
        "delete-in-lobby",
        "leave-while-speaking-then-delete",
      })
  void aRecordingOfSomethingCutShort(String name) throws Exception {
    try (JoinlySimulator simulator = JoinlySimulator.start(options().speechRate(2).build())) {
      new Replay(name, simulator, List.of()).withJoinSecond(Duration.ofSeconds(1)).run();
    }
  }

  @Test
  void cancelSpeech() throws Exception {
    replay("cancel-speech", options().speechRate(60).build());
  }

  @Test
  void resources() throws Exception {
    Duration moment = millis(5);
    replay(
        "resources",
        options().build(),
        new Cue(
            12.874,
            r -> {
              SimulatedSession session = r.session();
              session
                  .say(
                      Plan.by("Anna Berg")
                          .says("Good morning everyone.", moment)
                          .says("Shall we start with the budget?", moment))
                  .await(SOON);
              session
                  .participantSays(
                      "Ben Okafor", "Yes, please. “Größe” über alles — naïve 日本語 😀.", moment)
                  .await(SOON);
              session.say(Plan.byUnknown().says("Who is talking here?", moment)).await(SOON);
            }));
  }

  @Test
  void tools() throws Exception {
    replay(
        "tools",
        options().build(),
        new Cue(
            5.868,
            r -> {
              r.session()
                  .say(
                      Plan.by("Anna Berg")
                          .says("Hello.", Duration.ZERO)
                          .says("Can you all see my slides?", Duration.ZERO))
                  .await(SOON);
              r.session()
                  .participantWrites("Anna Berg", "Here is the link: https://example.org/plan");
            }));
  }

  @Test
  void subscribeAndNotifications() throws Exception {
    Duration moment = millis(5);
    replay(
        "subscribe-and-notifications",
        options().build(),
        new Cue(
            2.0,
            r ->
                r.session()
                    .say(Plan.by("Anna Berg").says("Good morning.", moment).says("All.", moment))
                    .await(SOON)),
        says(36, "", "Ben Okafor", "Hello."),
        says(42, "", "Ben Okafor", "Hello again."));
  }

  @Test
  void speechInterrupted() throws Exception {
    String question = "Sorry, one question about the office, please wait a moment.";
    replay(
        "speech-interrupted",
        options().speechRate(120).interruptAfter(millis(200)).build(),
        new Cue(7, r -> r.session().participantSays("Anna Berg", question, millis(600))),
        new Cue(14, r -> r.session().participantSays("Anna Berg", "And more.", millis(1000))),
        new Cue(23.117, r -> awaitSpeaking(r.session())),
        new Cue(24, r -> r.session().participantSays("Ben Okafor", "Okay.", millis(10))));
  }

  private static void awaitSpeaking(SimulatedSession session) {
    session.await("speaking", SimulatedSession::isSpeaking, SOON);
  }

  @Test
  void getStreamReconnect() throws Exception {
    replay(
        "get-stream-reconnect",
        options().build(),
        says(9, "", "Anna Berg", "Nobody hears of this."),
        says(12, "", "Anna Berg", "But of this."));
  }

  @Test
  void vanishedClient() throws Exception {
    replay(
        "vanished-client",
        options().build(),
        new Cue(103.0, r -> assertEquals(1, r.simulator().stats().ghosts())),
        says(104, "A", "Anna Berg", "Are you still there?"));
  }

  @Test
  void halfOpenGetStream() throws Exception {
    try (JoinlySimulator simulator =
        JoinlySimulator.start(options().pingPeriod(millis(50)).build())) {
      List<Cue> cues =
          List.of(
              new Cue(1.15, r -> openAndHangUpUnnoticed(r)),
              new Cue(
                  16.753, r -> simulator.await("noticed", () -> !r.session("B").hasStream(), SOON)),
              says(19, "B", "Anna Berg", "Hello again."));
      new Replay("half-open-get-stream", simulator, cues).run();
    }
  }

  private static void openAndHangUpUnnoticed(Replay replay) throws Exception {
    replay.simulator().faults().noticesHangUps(false);
    WireClient client = new WireClient(replay.simulator());
    client.useSession(replay.session("B").id());
    try (WireExchange stream = client.get()) {
      assertEquals(200, stream.status());
    }
  }

  @Test
  void sessionTakenUp() throws Exception {
    String speech =
        "Let me sum up where we are. The budget for the next year is seven percent higher than the"
            + " one of this year. Most of the increase goes to the new office. The rest is kept"
            + " for travel.";
    try (JoinlySimulator simulator = JoinlySimulator.start(options().speechRate(80).build())) {
      WireClient first = WireClient.connected(simulator, "Nova");
      first.subscribe();
      first.join("https://meet.google.com/abc-defg-hij");
      SimulatedSession session = simulator.sessions().getFirst();
      session.participantSaysAtOnce("Anna Berg", "This was said before the crash.");
      first.beginTool(5, "speak_text", "{\"text\":\"" + speech + "\"}").close();
      awaitSpeaking(session);
      Replay replay =
          new Replay(
              "session-taken-up",
              simulator,
              List.of(
                  new Cue(
                      15,
                      r -> {
                        session.awaitSpoken(speech, SOON);
                        session.participantSaysAtOnce("Anna Berg", "And this after the restart.");
                      })));
      replay.takeUp(
          Recording.read("session-taken-up").get(1).header("mcp-session-id"), first.sessionId());
      replay.run();
    }
  }

  @Test
  void serverRestart() throws Exception {
    replay(
        "server-restart",
        options().speechRate(2).build(),
        new Cue(3.18, r -> r.simulator().halt()),
        new Cue(5.776, r -> r.simulator().resume()));
  }

  @Test
  void twoSessionsAtOnce() throws Exception {
    try (JoinlySimulator simulator =
        JoinlySimulator.start(options().chatTime(Duration.ofMinutes(1)).build())) {
      List<Cue> cues =
          List.of(
              says(4.82, "A", "Anna Berg", "In room A."),
              says(4.82, "B", "Ben Okafor", "In room B."));
      new Replay("two-sessions-at-once", simulator, cues).inOrder().run();
    }
  }

  @Test
  void newerServerWithOneMeeting() throws Exception {
    replay(
        "newer-server-one-meeting",
        options().newerServer(true).build(),
        says(5, "A", "Anna Berg", "This is said in the meeting of A only."));
  }

  @Test
  void uiUpdate() throws Exception {
    replay(
        "ui-update",
        options().build(),
        new Cue(
            1.665,
            r -> assertEquals(List.of("thinking", "busy", "none"), r.session().animations())));
  }

  @Test
  void crosswireUiUpdate() throws Exception {
    replay(
        "crosswire-ui-update",
        options().build(),
        new Cue(
            1.602,
            r -> {
              assertEquals(List.of("thinking"), r.session("B").animations());
              assertEquals(List.of(), r.session("A").animations());
            }));
  }

  @Test
  void slowStartAbandoned() throws Exception {
    replay(
        "slow-start-abandoned",
        options().build(),
        new Cue(7.045, r -> assertEquals(2, r.simulator().stats().openSessions())));
  }

  @Test
  void slowStartDeleted() throws Exception {
    replay(
        "slow-start-deleted",
        options().build(),
        new Cue(
            8.3,
            r ->
                assertTrue(
                    r.simulator().sessions().stream()
                        .noneMatch(s -> s.isOpen() && s.name().equals("Mila")))));
  }
}
