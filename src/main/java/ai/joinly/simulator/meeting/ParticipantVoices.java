package ai.joinly.simulator.meeting;

import ai.joinly.simulator.Environment;
import ai.joinly.simulator.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The other participants of one meeting, and the recognition of their speech. */
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
   * Makes a participant speak; returns immediately.
   *
   * @throws IllegalStateException outside a meeting
   */
  public Utterance say(Utterance.Plan plan) {
    return say(presentVisit(), plan);
  }

  /** Makes a participant speak in a certain visit; no effect after its end. */
  public Utterance say(Meeting.Visit visit, Utterance.Plan plan) {
    Duration recognition = plan.recognitionTime().orElse(environment.options().recognitionTime());
    Utterance utterance = new Utterance();
    long begin = System.nanoTime();
    Duration length = plan.length();
    if (length.isPositive()) { // speech without duration interrupts no one
      meeting.voiceOn(plan.speaker());
      // Before the text is published, so that its readers find the speaker silent.
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

  /** Adds a line and announces it before it returns, without any voice activity. */
  public void sayAtOnce(Optional<String> speaker, String text) {
    sayAtOnce(presentVisit(), speaker, text, true);
  }

  /**
   * Adds a line in a certain visit and announces it before it returns.
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

  /** Adds a line whose utterance continues, and announces it. */
  public void saysOn(Optional<String> speaker, String text) {
    sayAtOnce(presentVisit(), speaker, text, false);
  }

  /** Inserts a segment at the position of its start and announces it. */
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
        .orElseThrow(() -> new IllegalStateException("The agent is not in a meeting."));
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

  /** Like the recogniser, cuts the end to full seconds, minus one step of the audio. */
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
      // The simulator has been closed.
    }
  }
}
