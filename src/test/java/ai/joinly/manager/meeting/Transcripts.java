package ai.joinly.manager.meeting;

import ai.joinly.manager.model.Role;
import ai.joinly.manager.model.Segment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes transcripts as a joinly server gives them. */
final class Transcripts {
  private Transcripts() {}

  static Segment said(String text, double start) {
    return new Segment(text, start, oneLater(start), Optional.of("Ada"), Role.PARTICIPANT);
  }

  static Segment own(String text, double start) {
    return new Segment(text, start, oneLater(start), Optional.of("Nova"), Role.ASSISTANT);
  }

  private static double oneLater(double start) {
    return Math.rint((start + 1) * 1_000) / 1_000;
  }

  static String json(Segment... segments) {
    return json(List.of(segments));
  }

  static String json(List<Segment> segments) {
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
