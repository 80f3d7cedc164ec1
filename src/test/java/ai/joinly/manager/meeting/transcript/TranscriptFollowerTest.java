package ai.joinly.manager.meeting.transcript;

import static ai.joinly.manager.meeting.transcript.Transcripts.json;
import static ai.joinly.manager.meeting.transcript.Transcripts.own;
import static ai.joinly.manager.meeting.transcript.Transcripts.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.concurrent.Backoff;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.meeting.MeetingListener;
import ai.joinly.manager.meeting.joinly.JoinlyErrorMessages;
import ai.joinly.manager.meeting.joinly.SessionSignals.Signal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Follows transcripts in a time of its own: nothing here waits. */
class TranscriptFollowerTest {
  private static final double TAIL = 0.6;

  private final List<String> heard = new ArrayList<>();
  private final List<Segment> transcript = new ArrayList<>();
  private Optional<McpException> failure = Optional.empty();
  private Optional<McpException> toolFailure = Optional.empty();
  private final List<Segment> compacted = new ArrayList<>();
  private int reads;
  private int toolReads;
  private long now = -5_000_000_000L; // a ticker may be below zero
  private long wait;

  private final MeetingListener listener =
      new MeetingListener() {
        @Override
        public void onSegments(List<Segment> segments) {
          segments.forEach(s -> heard.add(s.text()));
        }

        @Override
        public void onUtterance(List<Segment> segments) {
          heard.add("[" + String.join(" ", segments.stream().map(Segment::text).toList()) + "]");
        }

        @Override
        public void onTrouble(String sentence) {
          heard.add("trouble");
        }

        @Override
        public void onRecovered() {
          heard.add("recovered");
        }

        @Override
        public void onHearing(Optional<String> trouble) {
          heard.add(trouble.isPresent() ? "deaf" : "hears");
        }

        @Override
        public void onLost(String sentence) {
          heard.add("lost");
        }
      };

  private final TranscriptFollower follower =
      new TranscriptFollower(
          new GrownText(this::read),
          this::readWithTool,
          listener,
          new JoinlyErrorMessages(URI.create("http://localhost:8000/mcp/")),
          Duration.ofMillis((long) (TAIL * 1_000)),
          Duration.ofSeconds(1),
          Duration.ofSeconds(15),
          () -> now,
          Backoff.standard(() -> 0));

  private String readWithTool() throws McpException {
    toolReads++;
    if (toolFailure.isPresent()) {
      throw toolFailure.get();
    }
    return json(compacted);
  }

  private String read() throws McpException {
    reads++;
    if (failure.isPresent()) {
      throw failure.get();
    }
    return json(transcript);
  }

  private void signal(Signal... signals) throws InterruptedException {
    wait = follower.process(Set.of(signals));
    settle();
  }

  private void settle() throws InterruptedException {
    for (int i = 0; wait == 0; i++) {
      assertTrue(i < 5, "it runs in circles");
      wait = follower.process(Set.of());
    }
  }

  /** Lets time pass; the follower is woken whenever it asked to be. */
  private void pass(double seconds) throws InterruptedException {
    long until = now + (long) (seconds * 1e9);
    while (wait <= until - now) {
      now += wait;
      wait = follower.process(Set.of());
      settle();
    }
    wait -= until - now;
    now = until;
  }

  private void say(Segment... segments) {
    transcript.addAll(List.of(segments));
  }

  private List<String> heard() {
    List<String> all = List.copyOf(heard);
    heard.clear();
    return all;
  }

  private void join() throws InterruptedException {
    signal(Signal.STREAM_OPENED);
    signal(Signal.JOINED);
  }

  /** Joined, and a first utterance came by push. */
  private void joinAndProvePushes() throws InterruptedException {
    join();
    say(said("hello", 1));
    signal(Signal.SEGMENT);
    signal(Signal.UTTERANCE);
    assertEquals(List.of("hello", "[hello]"), heard());
  }

  @Test
  void readsNothingBeforeAJoin() throws Exception {
    signal(Signal.STREAM_OPENED);
    signal(Signal.SEGMENT);
    pass(3_600);
    assertEquals(0, reads);
  }

  @Test
  void handsOverAtThePushAndNotBefore() throws Exception {
    join();
    say(said("one", 1));
    signal(Signal.SEGMENT);
    assertEquals(List.of("one"), heard());
    say(said("two", 3));
    signal(Signal.SEGMENT);
    assertEquals(List.of("two"), heard());
    signal(Signal.UTTERANCE);
    assertEquals(List.of("[one two]"), heard());
    assertEquals(3, reads);
  }

  @Test
  void readsOnceForManyPushes() throws Exception {
    join();
    say(said("one", 1), said("two", 2));
    signal(Signal.SEGMENT, Signal.UTTERANCE);
    assertEquals(List.of("one", "two", "[one two]"), heard());
    assertEquals(1, reads);
  }

  @Test
  void readsALongTranscriptForSeveralPiecesAtOnce() throws Exception {
    join();
    say(said("x".repeat(4_000_000), 1));
    signal(Signal.SEGMENT);
    say(said("one", 2));
    signal(Signal.SEGMENT);
    say(said("two", 3));
    signal(Signal.SEGMENT);
    heard();
    assertEquals(1, reads);
    pass(1);
    assertEquals(List.of("one", "two"), heard());
    say(said("three", 4));
    signal(Signal.SEGMENT, Signal.UTTERANCE);
    assertEquals("three", heard().getFirst());
    assertEquals(3, reads);
  }

  @Test
  void whatIsSaidDuringTheJoinIsReadAtOnceWhenItIsAnswered() throws Exception {
    signal(Signal.STREAM_OPENED);
    signal(Signal.SEGMENT);
    say(said("early", 0));
    signal(Signal.JOINED);
    assertEquals(List.of("early"), heard());
  }

  @Test
  void pollsSoonAfterAJoinAndEverMoreRarely() throws Exception {
    join();
    List<Double> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waits.add(Math.round(wait / 1e8) / 10.0);
      pass(wait / 1e9);
    }
    assertEquals(List.of(1.0, 1.5, 2.3, 3.4, 5.1, 7.6, 11.4, 15.0, 15.0, 15.0), waits);
  }

  @Test
  void pollsHalfAsOftenOncePushesHaveComeAndAsBeforeAfterAGap() throws Exception {
    joinAndProvePushes();
    assertEquals(30.0, slowestWait());
    signal(Signal.STREAM_GAP);
    signal(Signal.STREAM_OPENED);
    assertEquals(15.0, slowestWait());
  }

  @Test
  void pollsQuicklyAtOnceWhenTheStreamIsGoneOrPushesAreWorthNothing() throws Exception {
    joinAndProvePushes();
    assertEquals(30.0, slowestWait());
    signal(Signal.STREAM_GAP);
    assertEquals(1.0, wait / 1e9);
    signal(Signal.STREAM_OPENED);
    assertEquals(15.0, slowestWait());
    for (int i = 0; i < 4; i++) { // with nothing to announce
      signal(Signal.SEGMENT);
    }
    assertEquals(1.0, wait / 1e9);
  }

  /** Of the pauses between polls in a long silence. */
  private double slowestWait() throws Exception {
    for (int i = 0; i < 12; i++) {
      pass(wait / 1e9);
    }
    return wait / 1e9;
  }

  @Test
  void pollsSoonAfterASpeechAndAfterNews() throws Exception {
    joinAndProvePushes();
    pass(60);
    signal(Signal.SPOKE);
    assertEquals(1_000_000_000L, wait);
    pass(60);
    say(own("mine", 5));
    signal(Signal.SEGMENT);
    assertEquals(1_000_000_000L, wait);
    assertEquals(List.of("mine"), heard());
  }

  @Test
  void theAgentsOwnWordsAreNoUtterance() throws Exception {
    join();
    say(own("mine", 1));
    signal(Signal.SEGMENT);
    signal(Signal.UTTERANCE);
    pass(60);
    assertEquals(List.of("mine"), heard());
  }

  @Test
  void withoutAnyPushAPollFindsItAndQuietEndsTheUtterance() throws Exception {
    join();
    pass(4);
    say(said("one", 4));
    pass(1);
    assertEquals(List.of("one"), heard());
    say(said("two", 6));
    pass(1);
    assertEquals(List.of("two"), heard());
    pass(1.7);
    assertEquals(List.of("[one two]"), heard());
    pass(60);
    int before = reads;
    pass(10);
    assertEquals(10, reads - before, "polls stay quick");
  }

  @Test
  void newsThatWereAnnouncedAMomentAfterAPollFoundThemRefuteNothing() throws Exception {
    joinAndProvePushes();
    pass(0.9);
    say(said("crossing", 3));
    pass(0.15); // the poll
    signal(Signal.SEGMENT);
    pass(4);
    assertEquals(List.of("crossing"), heard(), "the push for the end is waited for");
    signal(Signal.UTTERANCE);
    assertEquals(List.of("[crossing]"), heard());
  }

  @Test
  void pushesThatMeanAnotherMeetingAreNotBelievedForLong() throws Exception {
    joinAndProvePushes();
    for (int i = 0; i < 4; i++) {
      pass(0.2);
      signal(Signal.SEGMENT);
      signal(Signal.UTTERANCE);
    }
    pass(1.1);
    say(said("mine", 9));
    pass(1.1);
    assertEquals(List.of("mine"), heard());
    signal(Signal.UTTERANCE); // of somebody else
    assertEquals(List.of(), heard());
    pass(1.7);
    assertEquals(List.of("[mine]"), heard());
  }

  @Test
  void trustIsRegainedWhenPushesAnnounceNewsAgain() throws Exception {
    joinAndProvePushes();
    pass(0.5);
    say(said("missed", 3));
    pass(60); // found by a poll, never announced
    assertEquals(List.of("missed", "[missed]"), heard());
    for (int i = 0; i < 3; i++) {
      say(said("s" + i, 70 + i));
      signal(Signal.SEGMENT);
    }
    heard();
    signal(Signal.UTTERANCE);
    assertEquals(List.of("[s0 s1 s2]"), heard());
    pass(120);
    assertTrue(wait > 0);
    int before = reads;
    pass(60);
    assertEquals(2, reads - before, "rare again");
  }

  @Test
  void aLostPushForTheEndKeepsNothingBackForEver() throws Exception {
    joinAndProvePushes();
    say(said("stuck", 5));
    signal(Signal.SEGMENT);
    assertEquals(List.of("stuck"), heard());
    pass(9);
    assertEquals(List.of(), heard());
    pass(2);
    assertEquals(List.of("[stuck]"), heard());
  }

  @Test
  void aMonologueWithoutEndIsCut() throws Exception {
    joinAndProvePushes();
    for (int i = 0; i < 200; i++) {
      say(said("w" + i, i));
      signal(Signal.SEGMENT);
    }
    assertEquals(1, heard().stream().filter(text -> text.startsWith("[")).count());
  }

  @Test
  void aStreamThatOpensAgainIsCaughtUpWithAtOnce() throws Exception {
    joinAndProvePushes();
    pass(100);
    signal(Signal.STREAM_GAP);
    say(said("in the gap", 100));
    signal(Signal.STREAM_OPENED);
    assertEquals(List.of("in the gap"), heard());
    pass(1.7);
    assertEquals(List.of("[in the gap]"), heard(), "its push may have been lost");
    say(said("next", 110));
    signal(Signal.SEGMENT);
    signal(Signal.UTTERANCE);
    assertEquals(List.of("next", "[next]"), heard());
  }

  @Test
  void pollsStayQuickWhileThereIsNoStream() throws Exception {
    joinAndProvePushes();
    pass(100);
    signal(Signal.STREAM_GAP);
    pass(15);
    int before = reads;
    pass(10);
    assertEquals(10, reads - before);
  }

  @Test
  void troubleIsToldOnceAndSoIsItsEnd() throws Exception {
    joinAndProvePushes();
    failure = Optional.of(new McpException.Unreachable("x"));
    pass(1.1);
    assertEquals(List.of("trouble"), heard());
    int before = reads;
    pass(30);
    assertTrue(reads - before > 8 && reads - before < 20, "tries quickly: " + (reads - before));
    assertEquals(List.of(), heard());
    failure = Optional.empty();
    say(said("meanwhile", 9));
    pass(5);
    assertEquals(List.of("recovered", "meanwhile"), heard().subList(0, 2));
  }

  @Test
  void aPushThatComesWhileReadsFailIsNotForgottenAndDoesNotHammer() throws Exception {
    joinAndProvePushes();
    failure = Optional.of(new McpException.TimedOut("x"));
    say(said("later", 9));
    signal(Signal.SEGMENT, Signal.UTTERANCE);
    assertEquals(List.of("trouble"), heard());
    assertTrue(wait >= 100_000_000L);
    failure = Optional.empty();
    pass(1);
    assertEquals(List.of("recovered", "later", "[later]"), heard());
  }

  @Test
  void aStreamThatFailedIsCheckedByAReading() throws Exception {
    joinAndProvePushes();
    pass(60);
    int before = reads;
    signal(Signal.STREAM_FAILED);
    assertEquals(List.of("trouble", "recovered"), heard());
    assertEquals(1, reads - before);
    failure = Optional.of(new McpException.TimedOut("frozen"));
    signal(Signal.STREAM_FAILED);
    signal(Signal.STREAM_GAP);
    pass(60);
    assertEquals(List.of("trouble", "trouble"), heard()); // what is supposed, then the reason
  }

  @Test
  void beforeTheJoinTheStreamTells() throws Exception {
    signal(Signal.STREAM_OPENED);
    signal(Signal.STREAM_FAILED);
    assertEquals(List.of("trouble"), heard());
    signal(Signal.STREAM_OPENED);
    assertEquals(List.of("recovered"), heard());
    assertEquals(0, reads);
  }

  @Test
  void aLostSessionIsTheEnd() throws Exception {
    joinAndProvePushes();
    failure = Optional.of(new McpException.SessionLost("x", true));
    signal(Signal.SEGMENT);
    assertEquals(List.of("lost"), heard());
    assertTrue(follower.isFinished());
  }

  @Test
  void whatWasSaidOfAnUtteranceWhenTheSessionWasLostIsTold() throws Exception {
    joinAndProvePushes();
    say(said("what is", 2));
    signal(Signal.SEGMENT);
    failure = Optional.of(new McpException.SessionLost("x", true));
    signal(Signal.SEGMENT);
    assertEquals(List.of("what is", "[what is]", "lost"), heard());
  }

  @Test
  void aSecondJoinBeginsAnEmptyTranscript() throws Exception {
    joinAndProvePushes();
    transcript.clear();
    signal(Signal.JOINED);
    say(said("hello", 1));
    signal(Signal.SEGMENT, Signal.UTTERANCE);
    assertEquals(List.of("hello", "[hello]"), heard());
  }

  @Test
  void aTranscriptThatCannotBeReadIsReadWithTheToolAndTold() throws Exception {
    failure = Optional.of(new McpException.RpcError("resources/read", 0, "must be str"));
    compacted.add(said("hello", 1));
    join();
    assertEquals(List.of(), heard(), "one error is not told");
    pass(2);
    assertEquals(List.of("deaf", "hello"), heard());
    assertEquals(3, reads);
    pass(3);
    assertEquals(List.of("[hello]"), heard());
    compacted.add(said("next", 10));
    signal(Signal.SEGMENT);
    signal(Signal.UTTERANCE);
    assertEquals(List.of("next", "[next]"), heard());
    assertEquals(3, reads, "the resource is left alone for a while");
  }

  @Test
  void theResourceIsReadAgainOnceItWorks() throws Exception {
    failure = Optional.of(new McpException.RpcError("resources/read", 0, "must be str"));
    join();
    say(said("hello", 1), said("there", 2));
    compacted.add(new Segment("hello there", 1, 3, Optional.of("Ada"), Role.PARTICIPANT));
    pass(10);
    assertEquals(List.of("deaf", "hello there", "[hello there]"), heard());
    failure = Optional.empty();
    say(said("more", 30));
    pass(60);
    assertEquals(List.of("hears", "more", "[more]"), heard());
    int before = toolReads;
    say(said("and more", 90));
    pass(60);
    assertEquals(List.of("and more", "[and more]"), heard());
    assertEquals(before, toolReads);
  }

  @Test
  void aTranscriptThatNothingReadsIsToldOnceAndTried() throws Exception {
    failure = Optional.of(new McpException.RpcError("resources/read", 0, "must be str"));
    toolFailure = Optional.of(new McpException.RpcError("get_transcript", 0, "Unknown tool"));
    join();
    pass(120);
    assertEquals(List.of("deaf"), heard());
    toolFailure = Optional.empty();
    compacted.add(said("late", 1));
    pass(10);
    assertEquals(List.of("deaf", "late", "[late]"), heard(), "with the tool, which is told");
  }

  @Test
  void twoErrorsAmongReadingsAreNoTrouble() throws Exception {
    join();
    for (int i = 0; i < 5; i++) {
      failure = Optional.of(new McpException.RpcError("resources/read", 0, "x"));
      signal(Signal.SEGMENT);
      failure = Optional.empty();
      pass(5);
    }
    assertEquals(List.of(), heard());
    assertEquals(0, toolReads);
  }
}
