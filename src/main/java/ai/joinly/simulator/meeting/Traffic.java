package ai.joinly.simulator.meeting;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Lines that are spoken in each joined meeting at a steady pace, added and announced immediately.
 *
 * @param every time between two lines of one meeting
 * @param speaker the speaker of the lines
 * @param template the text; {@code {n}} is the line's number from 1, {@code {micros}} the
 *     microseconds since the epoch just before the notification is sent, {@code {name}} the agent's
 *     name
 * @param lines number of lines in a meeting; 0 for no limit
 * @param linesPerUtterance number of lines after which the end of an utterance is announced
 */
public record Traffic(
    Duration every, String speaker, String template, int lines, int linesPerUtterance) {
  public Traffic {
    if (!every.isPositive()) {
      throw new IllegalArgumentException("every must be positive");
    }
    if (lines < 0) {
      throw new IllegalArgumentException("lines must not be negative");
    }
    if (linesPerUtterance < 1) {
      throw new IllegalArgumentException("linesPerUtterance must be positive");
    }
  }

  /** Each line is an utterance. */
  public Traffic(Duration every, String speaker, String template, int lines) {
    this(every, speaker, template, lines, 1);
  }

  String line(int number, String agentName) {
    return template
        .replace("{n}", Integer.toString(number))
        .replace("{name}", agentName)
        .replace(
            "{micros}", Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())));
  }
}
