package ai.joinly.manager.meeting.transcript;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes transcripts as a joinly server gives them. */
public final class Transcripts {
  private Transcripts() {}

  public static Segment said(String text, double start) {
    return new Segment(text, start, oneLater(start), Optional.of("Ada"), Role.PARTICIPANT);
  }

  public static Segment own(String text, double start) {
    return new Segment(text, start, oneLater(start), Optional.of("Nova"), Role.ASSISTANT);
  }

  private static double oneLater(double start) {
    return Math.rint((start + 1) * 1_000) / 1_000;
  }

  public static String json(Segment... segments) {
    return json(List.of(segments));
  }

  public static String json(List<Segment> segments) {
    return segments.stream()
        .map(
            s ->
                String.format(
                    Locale.ROOT,
                    "{\"text\":\"%s\",\"start\":%.3f,\"end\":%.3f,\"speaker\":%s,\"role\":\"%s\"}",
                    s.text(),
                    s.start(),
                    s.end(),
                    s.speaker().map(name -> "\"" + name + "\"").orElse("null"),
                    s.role().name().toLowerCase(Locale.ROOT)))
        .collect(Collectors.joining(",", "{\"segments\":[", "]}"));
  }
}
