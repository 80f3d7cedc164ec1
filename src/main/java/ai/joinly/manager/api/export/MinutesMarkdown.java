package ai.joinly.manager.api.export;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.TimeZones;
import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.MeetingCounts.Participant;
import ai.joinly.manager.domain.analysis.Topic;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writer of an analysis as meeting minutes in Markdown. */
public final class MinutesMarkdown {
  private static final DateTimeFormatter DAY = format("d MMMM uuuu");
  private static final DateTimeFormatter MOMENT = format("d MMMM uuuu, HH:mm");
  private static final DateTimeFormatter CLOCK = format("HH:mm");
  private static final DateTimeFormatter SECOND = format("HH:mm:ss");

  /** Time zone of the dates and times. */
  private final ZoneId zone;

  public MinutesMarkdown(ZoneId zone) {
    this.zone = zone;
  }

  /** Writes the minutes without the transcript; omits empty sections. */
  public void write(Agent agent, Analysis analysis, Writer out) throws IOException {
    out.write("# Meeting on " + in(DAY).format(analysis.startTime()) + "\n\n");
    head(agent, analysis, out);
    Findings findings = analysis.findings();
    if (!findings.summary().isEmpty()) {
      out.write("\n## Summary\n\n" + Markdown.escape(findings.summary()) + "\n");
    }
    if (!findings.keyPoints().isEmpty()) {
      out.write("\n## Key points\n\n");
      for (String point : findings.keyPoints()) {
        out.write("- " + Markdown.escape(point) + "\n");
      }
    }
    if (!findings.actionItems().isEmpty()) {
      out.write("\n## Action items\n\n");
      for (ActionItem item : findings.actionItems()) {
        out.write(line(item));
      }
    }
    topics(findings.topics(), out);
    mood(findings, out);
  }

  private void head(Agent agent, Analysis analysis, Writer out) throws IOException {
    out.write("- **Meeting:** <" + agent.address().shown() + ">\n");
    out.write(
        "- **Began:** "
            + in(MOMENT).format(analysis.startTime())
            + " "
            + TimeZones.label(zone, analysis.startTime())
            + "\n");
    Duration duration = analysis.counts().duration();
    if (!duration.isZero()) {
      out.write("- **Duration:** " + spelled(duration) + "\n");
    }
    if (!analysis.counts().participants().isEmpty()) {
      out.write(
          "- **Participants:** "
              + names(analysis.counts().participants().stream().map(Participant::name).toList())
              + "\n");
    }
  }

  private static String line(ActionItem item) {
    List<String> details = new ArrayList<>();
    item.assignee().ifPresent(name -> details.add("**" + Markdown.escape(name) + "**"));
    item.dueDate().ifPresent(date -> details.add("due " + Markdown.escape(date)));
    details.add(
        switch (item.priority()) {
          case HIGH -> "high priority";
          case MEDIUM -> "medium priority";
          case LOW -> "low priority";
        });
    if (item.status() == ItemStatus.IN_PROGRESS) {
      details.add("in progress");
    }
    return "- [%s] %s (%s)\n"
        .formatted(
            item.status() == ItemStatus.COMPLETED ? "x" : " ",
            Markdown.escape(item.description()),
            String.join(", ", details));
  }

  private void topics(List<Topic> topics, Writer out) throws IOException {
    if (topics.isEmpty()) {
      return;
    }
    out.write("\n## Topics\n");
    for (Topic topic : topics) {
      out.write(
          "\n### %s (%s to %s, %s)\n"
              .formatted(
                  Markdown.escape(topic.topic()),
                  in(CLOCK).format(topic.startTime()),
                  in(CLOCK).format(topic.endTime()),
                  spelled(topic.duration())));
      if (!topic.summary().isEmpty()) {
        out.write("\n" + Markdown.escape(topic.summary()) + "\n");
      }
      if (!topic.participants().isEmpty()) {
        out.write("\n*With " + names(topic.participants()) + "*\n");
      }
    }
  }

  private static void mood(Findings findings, Writer out) throws IOException {
    if (findings.sentiment().isEmpty() && findings.keywords().isEmpty()) {
      return;
    }
    out.write("\n---\n");
    if (!findings.sentiment().isEmpty()) {
      out.write("\n**Sentiment:** " + Markdown.escape(findings.sentiment()) + "\n");
    }
    if (!findings.keywords().isEmpty()) {
      out.write("\n**Keywords:** " + names(findings.keywords()) + "\n");
    }
  }

  /** Writes the transcript, line by line. */
  public void writeTranscript(TranscriptPages lines, Writer out) throws IOException {
    if (lines.hasNext()) {
      out.write("\n## Transcript\n");
    }
    while (lines.hasNext()) {
      TranscriptLine line = lines.next();
      out.write(
          "\n**%s**%s (%s): %s\n"
              .formatted(
                  Markdown.escape(line.speaker()),
                  line.isAgent() ? " (agent)" : "",
                  in(SECOND).format(line.spokenAt()),
                  Markdown.escape(line.text())));
    }
  }

  private static String names(List<String> names) {
    return names.stream().map(Markdown::escape).collect(Collectors.joining(", "));
  }

  /** Formats a duration like "1 h 5 min". */
  private static String spelled(Duration duration) {
    long minutes = duration.plusSeconds(30).toMinutes();
    if (minutes == 0) {
      return "less than a minute";
    }
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
  }

  private DateTimeFormatter in(DateTimeFormatter format) {
    return format.withZone(zone);
  }
}
