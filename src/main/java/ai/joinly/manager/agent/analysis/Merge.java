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
 * Takes a language model's answer into what is known.
 *
 * @param findings what is known then
 * @param lastItem the number of the newest action item there ever was
 * @param notes what of the answer was left out; no word of what was said
 * @param whole whether no list was lost that nobody will tell again
 */
record Merge(Findings findings, long lastItem, List<String> notes, boolean whole) {
  Merge {
    notes = List.copyOf(notes);
  }

  /**
   * @param known what the model was shown
   * @param said what the answer is about
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

  /** The oldest give way, as the summary has what was important of them. */
  private static List<String> keyPoints(List<String> known, Answer answer) {
    Map<String, String> points = new LinkedHashMap<>();
    for (int i = 0; i < known.size(); i++) {
      if (!answer.droppedPoints().contains(i + 1)) {
        points.put(TextSimilarity.normal(known.get(i)), known.get(i));
      }
    }
    answer.newPoints().forEach(point -> points.putIfAbsent(TextSimilarity.normal(point), point));
    // An answer that only takes away, and takes all, is a mistake.
    List<String> all = points.isEmpty() ? known : List.copyOf(points.values());
    return all.subList(Math.max(0, all.size() - Findings.MOST_KEY_POINTS), all.size());
  }

  private static List<String> keywords(List<String> told) {
    Map<String, String> keywords = new LinkedHashMap<>();
    told.forEach(keyword -> keywords.putIfAbsent(TextSimilarity.normal(keyword), keyword));
    return keywords.values().stream().limit(Findings.MOST_KEYWORDS).toList();
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
