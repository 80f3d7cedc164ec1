package ai.joinly.simulator.meeting;

import ai.joinly.simulator.Environment;
import ai.joinly.simulator.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The other people in one meeting, and the speech recognition that listens to them. */
public final class ParticipantVoices {
  private final Meeting meeting;
  private final Environment environment;
  private final Duration tail;
  private final Usage usage;

  public ParticipantVoices(Meeting meeting, Duration tail, Usage usage) {
    this.meeting = meeting;
    this.environment = meeting.environment();
    this.tail = tail;
    this.usage = usage;
  }

  /**
   * Lets somebody speak; returns at once.
   *
   * @throws IllegalStateException outside a meeting
   */
  public Utterance say(Utterance.Plan plan) {
    return say(presentVisit(), plan);
  }

  /** As above, in a certain visit; nothing is heard once that is over. */
  public Utterance say(Meeting.Visit visit, Utterance.Plan plan) {
    Duration recognition = plan.recognitionTime().orElse(environment.options().recognitionTime());
    Utterance utterance = new Utterance();
    long begin = System.nanoTime();
    Duration length = plan.length();
    if (length.isPositive()) { // what takes no time interrupts nobody
      meeting.voiceOn(plan.speaker());
      // Before the words are known: who hears of them finds their speaker silent.
      later(length, () -> meeting.voiceOff(visit));
    }
    Duration end = Duration.ZERO;
    for (Utterance.Part part : plan.parts()) {
      Duration start = end.plus(part.silence());
      end = start.plus(part.speechTime());
      TranscriptSegment segment =
          segment(visit, begin + start.toNanos(), part.speechTime(), part.text(), plan.speaker());
      later(end.plus(recognition), () -> recognised(visit, segment, part.speechTime()));
    }
    Duration over = length.plus(recognition.compareTo(tail) > 0 ? recognition : tail);
    later(over, () -> announce(visit, utterance));
    return utterance;
  }

  /** Enters a line and announces it, all before it returns; nobody is heard speaking. */
  public void sayAtOnce(Optional<String> speaker, String text) {
    sayAtOnce(presentVisit(), speaker, text, true);
  }

  /**
   * As above, in a certain visit.
   *
   * @param ends whether the utterance ends with the line
   */
  public void sayAtOnce(Meeting.Visit visit, Optional<String> speaker, String text, boolean ends) {
    recognised(
        visit, segment(visit, System.nanoTime(), Duration.ZERO, text, speaker), Duration.ZERO);
    if (ends) {
      meeting.announceUtterance();
    }
  }

  /** Enters a line whose speaker goes on, and announces it. */
  public void saysOn(Optional<String> speaker, String text) {
    sayAtOnce(presentVisit(), speaker, text, false);
  }

  /** Enters a segment wherever its start puts it and announces it. */
  public void insert(TranscriptSegment segment) {
    recognised(presentVisit(), segment, Duration.ZERO);
    if (!segment.assistant()) {
      meeting.announceUtterance();
    }
  }

  private Meeting.Visit presentVisit() {
    return meeting
        .visit()
        .filter(meeting::isCurrent)
        .orElseThrow(() -> new IllegalStateException("The agent is in no meeting."));
  }

  private void recognised(Meeting.Visit visit, TranscriptSegment segment, Duration speechTime) {
    if (meeting.isCurrent(visit)) {
      usage.heard(speechTime);
      meeting.add(visit, segment);
    }
  }

  private void announce(Meeting.Visit visit, Utterance utterance) {
    if (meeting.isCurrent(visit)) {
      meeting.announceUtterance();
    }
    utterance.ended();
    environment.changes().happened();
  }

  /** The recogniser cuts the end to whole seconds, less one step of the audio. */
  private static TranscriptSegment segment(
      Meeting.Visit visit, long begin, Duration length, String text, Optional<String> speaker) {
    double start = visit.seconds(begin);
    double end = start + Math.max(0, length.toSeconds() - 0.032);
    return new TranscriptSegment(text, start, Math.round(end * 1000) / 1000.0, speaker, false);
  }

  private void later(Duration delay, Runnable task) {
    try {
      var ignored = environment.timer().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The simulator has been closed: nobody listens any more.
    }
  }
}
