package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.MeetingCounts.Sitting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Result of merging a language model's answer into the known findings.
 *
 * @param findings the merged findings
 * @param lastItem number of the newest action item that was ever created
 * @param notes parts of the answer that were ignored; contains no words from the meeting
 * @param whole whether no list of the answer was unusable; later answers do not repeat a list
 */
record Merge(Findings findings, long lastItem, List<String> notes, boolean whole) {
  Merge {
    notes = List.copyOf(notes);
  }

  /**
   * Merges an answer.
   *
   * @param known the analysis that the request contained
   * @param said the transcript window that the request contained
   */
  static Merge of(Analysis known, TranscriptWindow said, Answer answer) {
    Findings was = known.findings();
    Instant zero = known.startTime();
    Instant end = later(known.counts().sitting().map(Sitting::to).orElse(zero), zero);
    Instant from = said.lines().isEmpty() ? end : said.lines().getFirst().from();
    Instant to = said.lines().isEmpty() ? end : said.lines().getLast().to();
    ActionItems items = new ActionItems(was.actionItems(), known.progress().lastItem(), to);
    answer.items().forEach(items::take);
    answer.removedItems().forEach(items::remove);
    Topics topics = new Topics(was.topics(), zero, from, to, end);
    answer.topics().forEach(topics::take);
    List<String> notes = new ArrayList<>(answer.notes());
    if (items.leftOut() > 0) {
      notes.add(items.leftOut() + " new action items (no room for more)");
    }
    Findings findings =
        new Findings(
            answer.summary().orElse(was.summary()),
            keyPoints(was.keyPoints(), answer),
            items.all(),
            topics.all(),
            answer.sentiment().orElse(was.sentiment()),
            answer.keywords().isEmpty() ? was.keywords() : keywords(answer.keywords()));
    return new Merge(findings, items.last(), notes, answer.whole());
  }

  /**
   * Returns the merged key points. If there are too many, the oldest are dropped; the summary
   * covers them.
   */
  private static List<String> keyPoints(List<String> known, Answer answer) {
    Map<String, String> points = new LinkedHashMap<>();
    for (int i = 0; i < known.size(); i++) {
      if (!answer.droppedPoints().contains(i + 1)) {
        points.put(TextSimilarity.normal(known.get(i)), known.get(i));
      }
    }
    answer.newPoints().forEach(point -> points.putIfAbsent(TextSimilarity.normal(point), point));
    // An answer that drops all points and adds none is treated as a mistake.
    List<String> all = points.isEmpty() ? known : List.copyOf(points.values());
    return all.subList(Math.max(0, all.size() - Findings.MAX_KEY_POINTS), all.size());
  }

  private static List<String> keywords(List<String> given) {
    Map<String, String> keywords = new LinkedHashMap<>();
    given.forEach(keyword -> keywords.putIfAbsent(TextSimilarity.normal(keyword), keyword));
    return keywords.values().stream().limit(Findings.MAX_KEYWORDS).toList();
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
