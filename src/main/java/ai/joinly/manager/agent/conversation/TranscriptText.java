package ai.joinly.manager.agent.conversation;

import ai.joinly.manager.agent.turn.TurnInput;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Conversion of segments into lines of text for people and language models. */
public final class TranscriptText {
  private static final double SAME_BREATH_SECONDS = 0.5;
  private static final String UNKNOWN_SPEAKER = "Unknown";

  /** Suffix of the name of a chat sender. */
  private static final String CHAT = " (chat)";

  /** White space, including all line breaks. */
  private static final Pattern SPACE = Pattern.compile("[\\s\\u0085\\u2028\\u2029]++");

  private TranscriptText() {}

  /** Returns one line {@code Speaker: text} for each uninterrupted speech of one speaker. */
  public static List<String> lines(List<Segment> segments) {
    return compact(segments).stream()
        .map(s -> s.speaker().orElse(UNKNOWN_SPEAKER) + ": " + s.text().strip())
        .toList();
  }

  /** Returns the lines of spoken and written input, in order; chat lines are marked. */
  public static List<String> linesOf(List<TurnInput> heard) {
    List<String> lines = new ArrayList<>();
    List<Segment> spoken = new ArrayList<>();
    for (TurnInput next : heard) {
      switch (next) {
        case TurnInput.Speech speech -> spoken.add(speech.segment());
        case TurnInput.Chat chat -> {
          lines.addAll(lines(spoken));
          spoken.clear();
          lines.add(line(chat.line()));
        }
      }
    }
    lines.addAll(lines(spoken));
    return lines;
  }

  private static String line(ChatLine line) {
    return line.sender().orElse(UNKNOWN_SPEAKER)
        + CHAT
        + ": "
        + SPACE.matcher(line.text().strip()).replaceAll(" ");
  }

  /** Returns the text of all segments, without speakers. */
  public static String words(List<Segment> segments) {
    return segments.stream().map(s -> s.text().strip()).collect(Collectors.joining(" "));
  }

  /** Returns the text of all input, without speakers. */
  static String wordsOf(List<TurnInput> heard) {
    return heard.stream()
        .map(
            next ->
                switch (next) {
                  case TurnInput.Speech speech -> speech.segment().text().strip();
                  case TurnInput.Chat chat -> chat.line().text().strip();
                })
        .collect(Collectors.joining(" "));
  }

  /** Returns the name of the last speaker or sender. */
  static String lastSpeaker(List<TurnInput> heard) {
    return heard.isEmpty()
        ? UNKNOWN_SPEAKER
        : switch (heard.getLast()) {
          case TurnInput.Speech speech -> speech.segment().speaker().orElse(UNKNOWN_SPEAKER);
          case TurnInput.Chat chat -> chat.line().sender().orElse(UNKNOWN_SPEAKER);
        };
  }

  private static List<Segment> compact(List<Segment> segments) {
    List<Segment> compact = new ArrayList<>();
    for (Segment next : segments) {
      if (!compact.isEmpty() && belongTogether(compact.getLast(), next)) {
        Segment last = compact.removeLast();
        compact.add(
            new Segment(
                last.text().strip() + " " + next.text().strip(),
                last.start(),
                next.end(),
                last.speaker(),
                last.role()));
      } else {
        compact.add(next);
      }
    }
    return compact;
  }

  private static boolean belongTogether(Segment a, Segment b) {
    return a.speaker().equals(b.speaker())
        && a.role() == b.role()
        && b.start() - a.end() <= SAME_BREATH_SECONDS;
  }
}
