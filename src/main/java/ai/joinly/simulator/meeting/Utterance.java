package ai.joinly.simulator.meeting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A participant's utterance; it ends when the server has announced it or the agent has left. */
public final class Utterance {
  private final CountDownLatch announced = new CountDownLatch(1);

  Utterance() {}

  void ended() {
    announced.countDown();
  }

  /**
   * Waits until the utterance is in the transcript and has been announced.
   *
   * @return false when the limit passed first or the thread was interrupted
   */
  public boolean await(Duration limit) {
    try {
      return announced.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Plan of an utterance.
   *
   * @param speaker empty if the server does not know the speaker
   * @param parts the segments, one after the other
   * @param recognitionTime time from a segment's end to its text; empty for the server's default
   */
  public record Plan(
      Optional<String> speaker, List<Part> parts, Optional<Duration> recognitionTime) {
    public Plan {
      parts = List.copyOf(parts);
    }

    public static Plan by(String speaker) {
      return new Plan(Optional.of(speaker), List.of(), Optional.empty());
    }

    public static Plan byUnknown() {
      return new Plan(Optional.empty(), List.of(), Optional.empty());
    }

    /** Adds a segment. */
    public Plan says(String text, Duration speechTime) {
      return saysAfter(Duration.ZERO, text, speechTime);
    }

    /** Adds a segment after a short silence that does not end the utterance. */
    public Plan saysAfter(Duration silence, String text, Duration speechTime) {
      List<Part> all = new ArrayList<>(parts);
      all.add(new Part(text, speechTime, silence));
      return new Plan(speaker, all, recognitionTime);
    }

    /** Returns the time from the first word to the last. */
    Duration length() {
      return parts.stream()
          .map(part -> part.silence().plus(part.speechTime()))
          .reduce(Duration.ZERO, Duration::plus);
    }

    /** Sets the recognition time of this utterance. */
    public Plan recognisedIn(Duration time) {
      return new Plan(speaker, parts, Optional.of(time));
    }
  }

  /**
   * One segment of an utterance.
   *
   * @param silence the silence before it
   */
  public record Part(String text, Duration speechTime, Duration silence) {}
}
