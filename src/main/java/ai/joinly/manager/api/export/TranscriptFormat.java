package ai.joinly.manager.api.export;

import ai.joinly.manager.api.http.ApiException;
import ai.joinly.manager.api.rest.HistoryService;
import ai.joinly.manager.api.rest.QueryNumbers;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Supported transcript export formats. */
public enum TranscriptFormat {
  JSON("application/json") {
    @Override
    public void write(AgentId agent, ZoneId zone, TranscriptPages lines, Writer out)
        throws IOException {
      JsonGenerator json = Json.mapper().createGenerator(out);
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("agent_id", agent.value());
      json.writeArrayFieldStart("segments");
      while (lines.hasNext()) {
        TranscriptLine line = lines.next();
        json.writeStartObject();
        json.writeNumberField("seq", line.seq());
        json.writeStringField("timestamp", Json.timestamp(line.spokenAt()));
        json.writeStringField("speaker", line.segment().speaker().orElse(null));
        json.writeStringField("text", line.segment().text());
        json.writeBooleanField("is_agent", line.isAgent());
        json.writeNumberField("start", line.segment().start());
        json.writeNumberField("end", line.segment().end());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
      json.close();
    }
  },
  TEXT("text/plain") {
    @Override
    public void write(AgentId agent, ZoneId zone, TranscriptPages lines, Writer out)
        throws IOException {
      while (lines.hasNext()) {
        TranscriptLine line = lines.next();
        out.write(
            "[%s] %s: %s\n"
                .formatted(
                    MOMENT.withZone(zone).format(line.spokenAt()), speaker(line), line.text()));
      }
    }
  },
  MARKDOWN("text/markdown") {
    @Override
    public void write(AgentId agent, ZoneId zone, TranscriptPages lines, Writer out)
        throws IOException {
      out.write("# Transcript\n");
      while (lines.hasNext()) {
        TranscriptLine line = lines.next();
        out.write(
            "\n**%s** (%s): %s\n"
                .formatted(
                    escaped(speaker(line)),
                    MOMENT.withZone(zone).format(line.spokenAt()),
                    escaped(line.text())));
      }
    }

    private static String escaped(String text) {
      return text.replaceAll("([\\\\`*_\\[\\]<>#])", "\\\\$1");
    }
  },
  VTT("text/vtt") {
    @Override
    public void write(AgentId agent, ZoneId zone, TranscriptPages lines, Writer out)
        throws IOException {
      out.write("WEBVTT\n");
      Optional<Instant> zero = Optional.empty();
      while (lines.hasNext()) {
        TranscriptLine line = lines.next();
        zero = Optional.of(zero.orElse(line.spokenAt()));
        out.write(
            "\n%s --> %s\n<v %s>%s\n"
                .formatted(
                    clock(begin(line, zero.get()), '.'),
                    clock(end(line, zero.get()), '.'),
                    escaped(speaker(line)),
                    escaped(line.text())));
      }
    }

    private static String escaped(String text) {
      return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
  },
  SRT("application/x-subrip") {
    @Override
    public void write(AgentId agent, ZoneId zone, TranscriptPages lines, Writer out)
        throws IOException {
      Optional<Instant> zero = Optional.empty();
      for (int number = 1; lines.hasNext(); number++) {
        TranscriptLine line = lines.next();
        zero = Optional.of(zero.orElse(line.spokenAt()));
        out.write(
            "%s\n%s --> %s\n%s: %s\n\n"
                .formatted(
                    Integer.toString(number),
                    clock(begin(line, zero.get()), ','),
                    clock(end(line, zero.get()), ','),
                    speaker(line),
                    line.text().replace("-->", "->")));
      }
    }
  };

  /** With "Z" as the offset of UTC. */
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssXXX", Locale.ROOT);

  private final String mediaType;

  TranscriptFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /**
   * Writes the complete transcript, line by line.
   *
   * @param zone the time zone of the text formats; {@code JSON} uses UTC
   */
  public abstract void write(AgentId agent, ZoneId zone, TranscriptPages lines, Writer out)
      throws IOException;

  public String contentType() {
    return this == JSON ? mediaType : mediaType + "; charset=utf-8";
  }

  /**
   * Returns the format that a request selects with the parameter {@code format} or the header
   * {@code Accept}.
   *
   * @throws ai.joinly.manager.domain.InvalidFieldsException if the parameter is not a known format
   * @throws ApiException if no format is acceptable for the client
   */
  public static TranscriptFormat asked(ServerRequest request) {
    if (request.query().contains("format")) {
      String name = request.query().first("format").orElse("");
      return Arrays.stream(values())
          .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  QueryNumbers.invalid("format", "must be one of json, text, markdown, vtt, srt"));
    }
    String accept = request.headers().first(HeaderNames.ACCEPT).orElse("*/*");
    return accepted(accept).orElseThrow(HistoryService::notAcceptable);
  }

  /** Returns the best format that a header {@code Accept} allows. */
  static Optional<TranscriptFormat> accepted(String accept) {
    Optional<TranscriptFormat> best = Optional.empty();
    double bestQuality = 0;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.split(";", -1);
      String type = parts[0].strip().toLowerCase(Locale.ROOT);
      double quality = quality(parts);
      Optional<TranscriptFormat> format =
          type.equals("*/*") || type.equals("application/*") || type.equals("text/html")
              ? Optional.of(JSON)
              : type.equals("text/*")
                  ? Optional.of(TEXT)
                  : Arrays.stream(values()).filter(f -> f.mediaType.equals(type)).findFirst();
      if (format.isPresent() && quality > bestQuality) {
        best = format;
        bestQuality = quality;
      }
    }
    return best;
  }

  private static double quality(String[] parts) {
    for (String parameter : parts) {
      String part = parameter.strip();
      if (part.startsWith("q=")) {
        try {
          return Double.parseDouble(part.substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }

  private static String speaker(TranscriptLine line) {
    return line.isAgent() ? line.speaker() + " (agent)" : line.speaker();
  }

  private static Duration begin(TranscriptLine line, Instant zero) {
    Duration begin = Duration.between(zero, line.spokenAt());
    return begin.isNegative() ? Duration.ZERO : begin;
  }

  private static Duration end(TranscriptLine line, Instant zero) {
    double seconds = Math.max(0.5, line.segment().end() - line.segment().start());
    return begin(line, zero).plusMillis(Math.round(seconds * 1_000));
  }

  private static String clock(Duration time, char point) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d%c%03d",
        time.toHours(),
        time.toMinutesPart(),
        time.toSecondsPart(),
        point,
        time.toMillisPart());
  }
}
